import { CannotStart } from '../../tools/cannot-start.ts';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { told } from '../../tools/client/told.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import type { Callers } from './callers.ts';
import { documentOf } from './facts.ts';

/**
 * Uploads the run's document as the first caller, waits until all of them can ask about it, and takes it away after `run`,
 * however that ends.
 *
 * @param stopped when the person has had enough.
 * @throws {CannotStart} if the document could not be had, or not be removed. @throws the reason of `stopped`.
 */
export async function withOwnDocument<T>(
  url: string,
  { keys: [key], readers }: Callers,
  stopped: AbortSignal,
  run: (documentId: string) => Promise<T>,
): Promise<T> {
  const groundwork = new Groundwork(url, key || undefined);
  const stamp = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  const file = inMemory(`load-${stamp}.txt`, Buffer.from(documentOf(stamp)));
  stopped.throwIfAborted();
  const { id } = await told('The document was not taken', () => upload(groundwork, { ...file, visibleTo: readers }));
  try {
    const { status } = await told('The document did not become ready', () => groundwork.settled(id, stopped));
    if (status === 'failed') throw new CannotStart('The document could not be read.');
    stopped.throwIfAborted();
    return await run(id);
  } finally {
    await told('The document was not removed', () => groundwork.remove(id));
  }
}
