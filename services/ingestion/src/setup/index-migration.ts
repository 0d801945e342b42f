import type { Embedder } from '@shared/models';
import { DomainError } from '@shared/errors';
import { readersOf } from '@shared/identity';
import { contentKey, type ContentVersion, type DocumentRow } from '../ports/document-row.js';
import type { PassageIndex } from '../ports/passage-index.port.js';
import { PassageWriter } from '../work/passage-writer.js';
import { chunksOf } from './kept-text.js';
import type { Places } from './set-up.js';

/** The new index does not hold what the catalog says, so that it was not put in use. */
export class MigrationIncomplete extends DomainError {
  readonly code = 'migration_incomplete';
  readonly kind = 'conflict';
  constructor(index: string, documents: readonly string[]) {
    super(
      `The index "${index}" lacks passages of ${documents.length} documents (${documents.slice(0, 5).join(', ')}) and was not put in use. ` +
        'Run the command again: it goes on where it stopped. A document whose text is lost is read again by PUT of its file.',
    );
  }
}

/** There is no index to go back to, or the settings do not name it. */
export class NothingToRollBack extends DomainError {
  readonly code = 'nothing_to_roll_back';
  readonly kind = 'conflict';
  constructor(before: string | undefined, now: string) {
    super(
      before === undefined
        ? 'There was no other index before the one in use; there is nothing to go back to.'
        : `The index before the one in use is "${before}", and EMBEDDING_MODEL and EMBEDDING_DIMENSIONS now name "${now}": set them back to what made it, and run this again.`,
    );
  }
}

/** What a migration came to. */
export interface MigrationReport {
  /** In use until now; undefined on a fresh installation. It stays, for a rollback. */
  readonly from: string | undefined;
  /** In use from now on. */
  readonly to: string;
  readonly documents: number;
  /** Documents embedded now; the others were there already. */
  readonly written: number;
  /** Passages of live versions that can be found in either index: the comparison that comes before the swap. */
  readonly passages: { readonly from: number; readonly to: number };
}

/** What a migration works with. */
export interface MigrationTools extends Places {
  readonly embedder: Embedder;
  /** The index of another name, for counting in it. */
  readonly indexNamed: (name: string) => PassageIndex;
  /** Takes a line of progress. */
  readonly say: (line: string) => void;
}

/** Rounds over the catalog before giving up: documents that arrive meanwhile are taken in the next one. */
const MAX_ROUNDS = 10;

/**
 * Moves all documents to the index that the settings name, beside the one in use: every live version's text is read
 * from Blob, cut and embedded anew; when everything is found there, the new index is put in use. The one before is left
 * as it is, so that {@link rollBack} is a matter of seconds.
 *
 * May be repeated at any time: what is there already is only brought in line (title, readers).
 */
export async function migrate(tools: MigrationTools, signal: AbortSignal): Promise<MigrationReport> {
  const { catalog, index } = tools;
  const from = await catalog.indexInUse();
  const to = await index.name();
  await index.prepare();
  const writer = new PassageWriter(tools.embedder, index);
  const done = new Map<string, string>();
  let written = 0;
  for (let round = 1; ; round += 1) {
    const moved = await moveAll(tools, writer, done, signal);
    written += moved.written;
    // A round that found nothing new has seen everything.
    if (moved.seen === 0) break;
    if (round === MAX_ROUNDS) throw new MigrationIncomplete(to, ['documents keep changing']);
  }
  const { passages, missing } = await comparison(tools, from === to ? undefined : from);
  if (missing.length > 0) throw new MigrationIncomplete(to, missing);
  await catalog.useIndex(to);
  return { from, to, documents: done.size, written, passages };
}

/**
 * Puts the index before the one in use back in use, having brought it up to date with what was uploaded since.
 *
 * @throws {NothingToRollBack} if there is none, or the settings name another.
 */
export async function rollBack(tools: MigrationTools, signal: AbortSignal): Promise<MigrationReport> {
  const before = await tools.catalog.indexBefore();
  const named = await tools.index.name();
  if (before === undefined || before !== named) throw new NothingToRollBack(before, named);
  return migrate(tools, signal);
}

/** One round: every live version that was not seen as it is now. */
async function moveAll(
  tools: MigrationTools,
  writer: PassageWriter,
  done: Map<string, string>,
  signal: AbortSignal,
): Promise<{ seen: number; written: number }> {
  let seen = 0;
  let written = 0;
  for await (const { row } of tools.catalog.all()) {
    signal.throwIfAborted();
    if (!row.live || row.deleting) continue;
    const state = JSON.stringify([row.live.version, row.title, row.visibleTo, row.tags]);
    if (done.get(row.id) === state) continue;
    const isWritten = await move(tools, writer, row, row.live, signal);
    written += Number(isWritten);
    seen += 1;
    done.set(row.id, state);
    tools.say(`${done.size} documents: ${row.id} ${isWritten ? 'embedded anew' : 'was there'}`);
  }
  return { seen, written };
}

/** @returns whether its passages were written; otherwise they were there and only their title and readers were set. */
async function move(
  { index, store }: MigrationTools,
  writer: PassageWriter,
  row: DocumentRow,
  live: ContentVersion,
  signal: AbortSignal,
): Promise<boolean> {
  const key = contentKey(row, live);
  if ((await index.count(key)) === live.passages) {
    await index.revise(
      { ...key, passages: live.passages },
      { title: row.title, visibleTo: readersOf(row), tags: row.tags },
    );
    return false;
  }
  const chunks = await chunksOf(store, row, live);
  // Left to the comparison, which names every document that lacks something.
  if (!chunks) return false;
  // The writer writes the newest content; readers are answered from the live one.
  const written = { ...row, content: live };
  await writer.write(written, chunks, async () => undefined, signal);
  await writer.untilVisible(written, chunks.length, signal);
  return true;
}

/** Counts what can be found of every live version, and names those that lack something. */
async function comparison(
  { catalog, index, indexNamed }: MigrationTools,
  from: string | undefined,
): Promise<{ passages: MigrationReport['passages']; missing: string[] }> {
  const old = from === undefined ? undefined : indexNamed(from);
  const passages = { from: 0, to: 0 };
  const missing: string[] = [];
  for await (const { row } of catalog.all()) {
    if (!row.live || row.deleting) continue;
    const key = contentKey(row, row.live);
    const found = await index.count(key);
    passages.to += found;
    passages.from += old ? await old.count(key) : 0;
    if (found < row.live.passages) missing.push(row.id);
  }
  return { passages, missing };
}
