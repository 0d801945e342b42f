import { setTimeout as pause } from 'node:timers/promises';
import type { SearchClient, SearchIndexClient } from '@azure/search-documents';
import type { Embedder } from '@shared/models';
import {
  indexClient,
  passageClient,
  passageId,
  passageIndex,
  passageIndexName,
  type PassageRow,
  type SearchConfig,
} from '@shared/passages';
import { statusOf, quoted } from '@shared/storage';
import { PassageIndex, PassageRefused, type IndexedVersion } from '../ports/passage-index.port.js';
import { answersWithinASecond } from './answers.js';
import { batchesOf } from './index-batches.js';
import type { VersionRange } from '../ports/document-store.port.js';

/** Statuses of one document that pass: conflict, index being rebuilt, busy. 429 means out of space and does not. */
const PASSING = [409, 422, 503];
/** Tries of one batch. */
const MAX_TRIES = 8;
/** Longest pause between two tries, in milliseconds; the first is 100 and each is twice the one before. */
const MAX_PAUSE_MS = 10_000;
/** Looks for passages to remove before giving up; visibility may lag by seconds. */
const MAX_LOOKS = 60;
const KEYS_AT_ONCE = 1_000;
/** The service skips no further. */
const MAX_SKIP = 100_000;
/** Passages with their text that are read at once: half a megabyte. */
const HELD_AT_ONCE = 250;

/** {@link PassageIndex} in Azure AI Search. */
export class SearchPassageIndex extends PassageIndex {
  private readonly admin: SearchIndexClient;
  private opened: { name: string; dimensions: number; rows: SearchClient<PassageRow> } | undefined;

  /**
   * @param givenName an index made for other embeddings, to count or remove in; it is not to be written to.
   * @param maxSkip how far a listing may skip. Default 100,000, the service's rule.
   */
  constructor(
    private readonly config: SearchConfig,
    private readonly embedder: Pick<Embedder, 'model' | 'dimensions'>,
    private readonly givenName?: string,
    private readonly maxSkip: number = MAX_SKIP,
  ) {
    super();
    this.admin = indexClient(config);
  }

  async name(): Promise<string> {
    return (await this.open()).name;
  }

  async prepare(): Promise<void> {
    const { name, dimensions } = await this.open();
    await this.admin.createOrUpdateIndex(passageIndex(name, dimensions));
  }

  async write(passages: readonly PassageRow[], signal?: AbortSignal): Promise<void> {
    const { rows } = await this.open();
    for (const batch of batchesOf(passages)) {
      await this.send(
        batch,
        (part) => rows.mergeOrUploadDocuments([...part], signal ? { abortSignal: signal } : {}),
        signal,
      );
    }
  }

  async count({ tenantId, documentId, version }: IndexedVersion): Promise<number> {
    const filter = `tenantId eq ${quoted(tenantId)} and documentId eq ${quoted(documentId)} and version eq ${version}`;
    const reply = await (await this.open()).rows.search('*', { filter, top: 0, includeTotalCount: true });
    return reply.count ?? 0;
  }

  async revise(
    version: IndexedVersion & { readonly passages: number },
    { title, visibleTo, tags }: Parameters<PassageIndex['revise']>[1],
  ): Promise<void> {
    const { rows } = await this.open();
    const changes = Array.from({ length: version.passages }, (_, ordinal) => ({
      id: passageId(version.documentId, version.version, ordinal),
      title,
      visibleTo: [...visibleTo],
      tags: [...tags],
    }));
    for (const batch of batchesOf(changes)) {
      await this.send(batch, (part) => rows.mergeDocuments(part.map((change) => change as PassageRow)));
    }
  }

  async remove(tenantId: string, documentId: string, versions: VersionRange = {}): Promise<void> {
    const { rows } = await this.open();
    const older = versions.before === undefined ? '' : ` and version lt ${versions.before}`;
    const kept = versions.except === undefined ? '' : ` and version ne ${versions.except}`;
    const one = versions.only === undefined ? '' : ` and version eq ${versions.only}`;
    const filter = `tenantId eq ${quoted(tenantId)} and documentId eq ${quoted(documentId)}${older}${kept}${one}`;
    for (let look = 0; look < MAX_LOOKS; look += 1) {
      const ids: string[] = [];
      const reply = await rows.search('*', { filter, select: ['id'], top: KEYS_AT_ONCE });
      for await (const { document } of reply.results) ids.push(String(document.id));
      if (ids.length === 0) return;
      await this.send(ids, (part) => rows.deleteDocuments('id', [...part]));
      if (look > 0) await pause(Math.min(1_000, 50 * 2 ** look));
    }
    throw new Error('Removed passages are still found');
  }

  async *held({ tenantId, documentId, version }: IndexedVersion): AsyncIterable<Partial<PassageRow>> {
    const { rows } = await this.open();
    const of = `tenantId eq ${quoted(tenantId)} and documentId eq ${quoted(documentId)} and version eq ${version}`;
    for (let after = -1, found = HELD_AT_ONCE; found === HELD_AT_ONCE;) {
      const filter = `${of} and ordinal gt ${after}`;
      const reply = await rows.search('*', { filter, orderBy: ['ordinal asc'], top: HELD_AT_ONCE });
      found = 0;
      for await (const { document } of reply.results) {
        found += 1;
        after = Number(document.ordinal);
        yield fieldsOf(document);
      }
    }
  }

  async *versions(): AsyncIterable<IndexedVersion> {
    const { rows } = await this.open();
    const seen = new Set<string>();
    const last = await rows.search('*', { select: ['ordinal'], orderBy: ['ordinal desc'], top: 1 });
    for await (const { document } of last.results) {
      for await (const version of this.versionsIn(0, Number(document.ordinal) + 1)) {
        const name = `${version.tenantId}/${version.documentId}/${version.version}`;
        if (!seen.has(name)) yield version;
        seen.add(name);
      }
    }
  }

  /** Of passages with ordinals from `low` to below `high`: the service skips no further than so many, so they are halved. */
  private async *versionsIn(low: number, high: number): AsyncIterable<IndexedVersion> {
    const { rows } = await this.open();
    for (let skip = 0, total = 1; skip < total; skip += KEYS_AT_ONCE) {
      const reply = await rows.search('*', {
        filter: `ordinal ge ${low} and ordinal lt ${high}`,
        select: ['tenantId', 'documentId', 'version'],
        orderBy: ['id asc'],
        top: KEYS_AT_ONCE,
        skip,
        includeTotalCount: true,
      });
      total = reply.count ?? 0;
      if (total > this.maxSkip && high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        yield* this.versionsIn(low, middle);
        yield* this.versionsIn(middle, high);
        return;
      }
      for await (const { document } of reply.results) {
        const { tenantId, documentId, version } = document;
        yield { tenantId, documentId, version };
      }
    }
  }

  isReachable(): Promise<boolean> {
    return answersWithinASecond(async (abortSignal) => (await this.open()).rows.getDocumentsCount({ abortSignal }));
  }

  private async open(): Promise<{ name: string; dimensions: number; rows: SearchClient<PassageRow> }> {
    if (!this.opened) {
      const dimensions = await this.embedder.dimensions();
      const name = this.givenName ?? passageIndexName(this.embedder.model, dimensions);
      this.opened = { name, dimensions, rows: passageClient(this.config, name) };
    }
    return this.opened;
  }

  /** Sends a batch until every part of it is taken. An answer of 207 is no error to the SDK, nor is one row of it. */
  private async send<Part extends { id: string } | string>(
    batch: readonly Part[],
    call: (
      part: readonly Part[],
    ) => Promise<{ results: readonly { key: string; succeeded: boolean; statusCode: number }[] }>,
    signal?: AbortSignal,
  ): Promise<void> {
    let rest = batch;
    for (let tries = 1; rest.length > 0; tries += 1) {
      signal?.throwIfAborted();
      const failed = (await call(rest).catch(refusalOf)).results.filter(({ succeeded }) => !succeeded);
      const final = failed.find(({ statusCode }) => !PASSING.includes(statusCode));
      if (final) throw new PassageRefused(`The index refuses a passage with status ${final.statusCode}`);
      if (failed.length === 0) return;
      if (tries === MAX_TRIES) throw new Error(`The index stays too busy for ${failed.length} passages`);
      const keys = new Set(failed.map(({ key }) => key));
      rest = rest.filter((part) => keys.has(typeof part === 'string' ? part : part.id));
      await pause(Math.min(MAX_PAUSE_MS, 100 * 2 ** (tries - 1)), undefined, signal ? { signal } : {});
    }
  }
}

/** A whole request that is answered with 400 does not fit the index, and never will. */
function refusalOf(error: unknown): never {
  throw statusOf(error) === 400 ? new PassageRefused('The index refuses the passages', { cause: error }) : error;
}

/** A found row without what the service says about the hit, which the SDK leaves among its fields (`@search.score`). */
const fieldsOf = (document: Partial<PassageRow>): Partial<PassageRow> =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('@search.')));
