import { documentCheckResult, type DocumentCheck } from '@shared/contracts';
import { DependencyUnavailable } from '@shared/errors';
import { ASSERTION_HEADER } from '@shared/identity';
import {
  DocumentAuthority,
  type Asker,
  type DocumentVersion,
  type ReadableDocument,
} from '../ports/document-authority.port.js';

/** Most documents of one question to the catalog; its own limit. */
const MAX_DOCUMENTS = 200;
/** Longest wait for the catalog, in milliseconds. */
const CHECK_TIMEOUT_MS = 5_000;

/** {@link DocumentAuthority} over the ingestion service, with the caller's own assertion passed on. */
export class HttpDocumentAuthority extends DocumentAuthority {
  /** @param ingestionUrl without a trailing slash. */
  constructor(
    private readonly ingestionUrl: string,
    private readonly timeoutMs: number = CHECK_TIMEOUT_MS,
  ) {
    super();
  }

  async readable(
    asker: Asker,
    versions: readonly DocumentVersion[],
    signal?: AbortSignal,
  ): Promise<ReadableDocument[]> {
    const asked = new Map(
      versions.map(({ documentId, version }) => [`${documentId}-${version}`, { documentId, version }]),
    );
    if (asked.size === 0) return [];
    const visible = await this.check(asker, [...asked.values()], signal);
    // What was not asked for is not believed either.
    return visible.filter(({ documentId, version }) => asked.delete(`${documentId}-${version}`));
  }

  async readableDocuments(asker: Asker, documentIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const asked = [...new Set(documentIds)];
    const found = new Map<string, number>();
    for (let i = 0; i < asked.length; i += MAX_DOCUMENTS) {
      const documents = asked.slice(i, i + MAX_DOCUMENTS).map((documentId) => ({ documentId }));
      for (const { documentId, version } of await this.check(asker, documents)) found.set(documentId, version);
    }
    // What was not asked for is not believed either.
    return new Map([...found].filter(([id]) => asked.includes(id)));
  }

  private async check(
    asker: Asker,
    documents: DocumentCheck['documents'],
    signal?: AbortSignal,
  ): Promise<ReadableDocument[]> {
    const body: DocumentCheck = { documents };
    const deadline = AbortSignal.timeout(this.timeoutMs);
    try {
      const reply = await fetch(`${this.ingestionUrl}/internal/documents/check`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [ASSERTION_HEADER]: asker.assertion,
          'x-correlation-id': asker.caller.correlationId,
        },
        body: JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      if (!reply.ok) {
        await reply.body?.cancel();
        throw new Error(`status ${reply.status}`);
      }
      return documentCheckResult.parse(await reply.json()).visible;
    } catch (error) {
      signal?.throwIfAborted();
      throw new DependencyUnavailable('The document catalog does not answer just now; try again in a moment.', {
        cause: error,
      });
    }
  }
}
