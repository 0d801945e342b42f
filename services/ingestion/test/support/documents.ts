import type { DocumentCheckResult, DocumentView } from '@shared/contracts';
import type { PassageRow } from '@shared/passages';
import { passageClient, passageIndexName } from '@shared/passages';
import { startIngestion, startLocalAzure, type Asker, type TestAzure, type TestIngestion } from './ingestion.js';

/** A service of the file's own over a local Azure of its own, and what the tests of documents do again and again. */
export function setDocumentStage() {
  let azure: TestAzure;
  let ingestion: TestIngestion;
  beforeAll(async () => {
    azure = await startLocalAzure();
    ingestion = await startIngestion(azure);
  }, 60_000);
  afterAll(async () => {
    await ingestion?.stop();
    await azure?.stop();
  });

  return {
    /** There once the tests run. */
    get azure(): TestAzure {
      return azure;
    },
    get ingestion(): TestIngestion {
      return ingestion;
    },

    /** Uploads and waits. */
    taken: async (
      asker: Asker,
      fileName: string,
      content: string | Uint8Array,
      fields?: Record<string, string>,
    ): Promise<DocumentView> => {
      const { status, body } = await ingestion.upload(asker, fileName, content, fields);
      expect(status).toBe(202);
      return ingestion.settled(asker, body.id);
    },

    /** What the index holds of a document, in reading order. */
    passagesOf: async (id: string): Promise<PassageRow[]> => {
      const client = passageClient({ url: azure.url, apiKey: azure.apiKey }, passageIndexName('local-hashed', 256));
      const reply = await client.search('*', { filter: `documentId eq '${id}'`, orderBy: ['ordinal asc'] });
      const rows: PassageRow[] = [];
      for await (const { document } of reply.results) rows.push(document);
      return rows;
    },

    /** The document at its version if the caller may read it, and nothing otherwise. */
    check: async (asker: Asker, documentId: string, version: number): Promise<DocumentCheckResult['visible']> => {
      const asked = { documents: [{ documentId, version }] };
      const { body } = await ingestion.ask<DocumentCheckResult>(asker, 'POST', '/check', asked);
      return body.visible;
    },
  };
}
