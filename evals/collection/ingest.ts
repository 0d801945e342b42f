import { setTimeout as pause } from 'node:timers/promises';
import { isSettled, type Groundwork } from '../../tools/client/groundwork.ts';
import { uploadTogether } from '../../tools/client/upload.ts';
import type { Collection } from './beir.ts';
import { patiently } from './patience.ts';

/** Documents in one upload. */
const BATCH = 25;
/** Documents under way: while one batch is worked on, the next is on its way. */
const WAITING_DOCUMENTS = 200;
/** Between two looks at a document that is being worked on. */
const LOOK_MS = 50;

/**
 * Uploads the documents of a collection, each a small text, and waits until all are searchable.
 *
 * @returns ids of the collection, by id of the document they were uploaded as.
 * @throws {Error} if one fails.
 */
export async function ingest(
  groundwork: Groundwork,
  documents: Collection['documents'],
  say: (line: string) => void,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const waiting: string[] = [];
  for (let i = 0; i < documents.length; i += BATCH) {
    const batch = documents.slice(i, i + BATCH);
    const { documents: taken, rejected } = await patiently(() =>
      uploadTogether(
        groundwork,
        batch.map(({ id, content }) => ({ name: `${encodeURIComponent(id)}.txt`, content })),
      ),
    );
    for (const { fileName, message } of rejected) say(`${fileName} was not taken: ${message}`);
    for (const { id, fileName } of taken) {
      // The same text again is the same document: it keeps its first name.
      if (!names.has(id)) waiting.push(id);
      names.set(id, names.get(id) ?? decodeURIComponent(fileName.replace(/\.txt$/, '')));
    }
    await settle(groundwork, waiting, WAITING_DOCUMENTS);
  }
  await settle(groundwork, waiting, 0);
  return names;
}

/** Waits, oldest first, until no more than `left` documents are being worked on. */
async function settle(groundwork: Groundwork, waiting: string[], left: number): Promise<void> {
  while (waiting.length > left) {
    const view = await patiently(() => groundwork.document(waiting[0] ?? ''));
    if (view.failure) throw new Error(`${view.fileName} failed: ${view.failure.message}`);
    if (isSettled(view)) waiting.shift();
    else await pause(LOOK_MS);
  }
}

/** Takes the documents of a measurement away again, from a product that goes on living. */
export async function takeAway(groundwork: Groundwork, ids: Iterable<string>): Promise<void> {
  for (const id of ids) await patiently(() => groundwork.remove(id));
}
