import type { DocumentCheckResult, DocumentView } from '@shared/contracts';
import type { PassageRow } from '@shared/passages';
import { passageClient, passageIndexName } from '@shared/passages';
import type { Asker, TestAzure, TestIngestion } from './ingestion.js';

/** A service, and the local Azure that it works with. */
interface DocumentStage {
  readonly azure: TestAzure;
  readonly ingestion: TestIngestion;
}

/**
 * What the tests of documents do again and again.
 * @param stage is asked at every call: it stands only once the tests run.
 */
export const onDocuments = (stage: () => DocumentStage) => ({
  /** Uploads and waits. */
  taken: async (
    asker: Asker,
    fileName: string,
    content: string | Uint8Array,
    fields?: Record<string, string>,
  ): Promise<DocumentView> => {
    const { ingestion } = stage();
    const { status, body } = await ingestion.upload(asker, fileName, content, fields);
    expect(status).toBe(202);
    return ingestion.settled(asker, body.id);
  },

  /** What the index holds of a document, in reading order. */
  passagesOf: async (id: string): Promise<PassageRow[]> => {
    const { azure } = stage();
    const client = passageClient({ url: azure.url, apiKey: azure.apiKey }, passageIndexName('local-hashed', 256));
    const reply = await client.search('*', { filter: `documentId eq '${id}'`, orderBy: ['ordinal asc'] });
    const rows: PassageRow[] = [];
    for await (const { document } of reply.results) rows.push(document);
    return rows;
  },

  /** The document at its version if the caller may read it, and nothing otherwise. */
  check: async (asker: Asker, documentId: string, version: number): Promise<DocumentCheckResult['visible']> => {
    const asked = { documents: [{ documentId, version }] };
    const { body } = await stage().ingestion.ask<DocumentCheckResult>(asker, 'POST', '/check', asked);
    return body.visible;
  },
});
