import type { FastifyInstance } from 'fastify';
import { FaultDesk } from '../src/faults/fault-desk.js';
import { buildServer } from '../src/http/server.js';

/** Models, Content Safety and knobs, listening on a free port: without AI Search and storage. */
export interface Emulators {
  readonly url: string;
  readonly faults: FaultDesk;
  close(): Promise<void>;
}

export const API_KEY = 'test-key';

export async function startEmulators(): Promise<Emulators> {
  const faults = new FaultDesk();
  const app: FastifyInstance = buildServer({ apiKey: API_KEY, faults });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, faults, close: () => app.close() };
}

/** A prompt as the chat service writes it, about a canteen. */
export const SOURCES_PROMPT = [
  {
    role: 'system',
    content: 'Answer from the sources. If they do not answer: <refusal>Not in the documents.</refusal>',
  },
  {
    role: 'user',
    content:
      '<source-K7 id="1" title="Canteen">\nLunch is served from 11:30 to 14:00.\n</source-K7>\n' +
      '<source-K7 id="2" title="Leave">\nEvery employee has 25 days of paid leave.\n</source-K7>\n\nQuestion: When is lunch served?',
  },
] as const;
/** What the sources say to it. */
export const LUNCH = 'Lunch is served from 11:30 to 14:00. [1]';

/** Waits until something is so, 5 seconds at most. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It did not come about in 5 seconds');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
