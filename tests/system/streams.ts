import type { ConversationDetail } from '@shared/contracts';
import {
  conversationOf,
  EventReader,
  textOf,
  typesOf,
  type ReadEvent,
} from '../../services/chat/test/support/event-reader.ts';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import type { OwnProduct } from '../../tools/client/own-product.ts';
import { azureOf, withFault } from '../support/faults.ts';

const QUESTION = 'How much does the Falcon plan pay for eye care?';
const TERMINAL = ['finish', 'error', 'abort'];
/** After every piece of the answer, before its last frames. */
const END = 90_000;
/** Attempts at a stop, of which the fastest counts: a busy machine must not decide. */
const ATTEMPTS = 3;

/** A stream in the middle of which something happens, seen from the public door. */
export function describeStreams(product: () => OwnProduct, groundwork: () => Groundwork): void {
  const azure = (): string => azureOf(product().lines);
  const whileModel = <T>(fault: object, act: () => Promise<T>): Promise<T> =>
    withFault(azure(), { service: 'models', operation: 'chat', fault }, act);
  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${product().url}${path}`, init);
  const stop = (id: string): Promise<Response> => call(`/api/chat/${id}`, { method: 'DELETE' });

  async function ask(): Promise<EventReader> {
    const headers = { 'content-type': 'application/json' };
    return new EventReader(
      await call('/api/chat', { method: 'POST', headers, body: JSON.stringify({ message: QUESTION }) }),
    );
  }
  const conversationIn = (events: readonly ReadEvent[]): string => {
    const start = events.find(({ data }) => data !== '[DONE]' && data.type === 'start');
    if (!start) throw new Error('the stream did not start');
    return conversationOf(start);
  };
  const endsOf = (events: readonly ReadEvent[]): string[] => typesOf(events).filter((type) => TERMINAL.includes(type));
  const answerIn = async (events: readonly ReadEvent[]): Promise<ConversationDetail['messages'][number] | undefined> =>
    (await groundwork().conversation(conversationIn(events))).messages[1];

  describe('streams', () => {
    it.each([
      ['refuses before the first token', { kind: 'status', status: 500 }, ''],
      ['is over its quota before the first token', { kind: 'status', status: 429, retryAfterMs: 10 }, ''],
      ['is cut before the first token', { kind: 'cut', afterChunks: 0 }, ''],
      ['is cut in the middle', { kind: 'cut', afterChunks: 4 }, 'The Falcon'],
      ['is cut at the end', { kind: 'cut', afterChunks: END }, 'The Falcon plan pays up to 340 euros'],
      ['fails in the middle', { kind: 'stream_error', afterChunks: 4 }, 'The Falcon'],
      ['fails at the end', { kind: 'stream_error', afterChunks: END }, 'The Falcon plan pays up to 340 euros'],
    ])('end once, with an error, when the model %s', async (_, fault, kept) => {
      const events = await whileModel(fault, async () => (await ask()).rest());

      expect(endsOf(events)).toEqual(['error']);
      expect(typesOf(events).slice(-3)).toEqual(['data-error', 'error', '[DONE]']);
      const answer = await answerIn(events);
      expect(answer).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^model_/) as unknown } });
      expect(answer?.text.startsWith(kept)).toBe(true);
    });

    it.each([
      ['before the first token', { kind: 'content_filter', where: 'prompt' }],
      ['in the middle', { kind: 'content_filter', where: 'stream', afterChunks: 4 }],
      ['at the end', { kind: 'content_filter', where: 'stream', afterChunks: END }],
    ])('end once, as a refusal, when the filter steps in %s', async (_, fault) => {
      const events = await whileModel(fault, async () => (await ask()).rest());

      expect(endsOf(events)).toEqual(['finish']);
      expect(await answerIn(events)).toMatchObject({
        status: 'complete',
        refusal: { reason: 'filtered' },
        citations: [],
      });
    });

    it.each([
      ['before the first token', { kind: 'stall', afterChunks: 0 }, 'data-status', ''],
      ['in the middle', { kind: 'stall', afterChunks: 4 }, 'text-delta', 'The Falcon'],
      ['at the end', { kind: 'stall', afterChunks: END }, 'source-document', 'The Falcon plan pays up to 340 euros'],
    ])('end once, as stopped, when the model stalls %s and its reader stops it', async (_, fault, seen, kept) => {
      const events = await whileModel(fault, async () => {
        const reader = await ask();
        await reader.until(seen);
        expect(await (await stop(conversationIn(reader.seen))).json()).toEqual({ stopped: true });
        return reader.rest();
      });

      expect(endsOf(events)).toEqual(['abort']);
      const answer = await answerIn(events);
      expect(answer?.status).toBe('stopped');
      expect(answer?.text.startsWith(kept)).toBe(true);
    });

    it('let the model go within 100 ms of a stop', async () => {
      const times: number[] = [];
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        await fetch(`${azure()}/admin/calls`, { method: 'DELETE' });
        await whileModel({ kind: 'latency', ms: 60_000 }, async () => {
          const reader = await ask();
          const id = conversationIn([await reader.until('start')]);
          while ((await chatCalls()).calls === 0) await new Promise((resolve) => setTimeout(resolve, 5));
          const askedAt = performance.now();
          const stopped = stop(id);
          while ((await chatCalls()).aborted === 0 && performance.now() - askedAt < 10_000);
          times.push(performance.now() - askedAt);
          await stopped;
          expect(endsOf(await reader.rest())).toEqual(['abort']);
        });
      }
      expect(Math.min(...times)).toBeLessThan(100);
    });

    it('go on after a cut connection where they were, without loss or repetition', async () => {
      const slow = { kind: 'latency', ms: 0, perTokenMs: 40 };
      const { before, after } = await whileModel(slow, async () => {
        const reader = await ask();
        for (let deltas = 0; deltas < 3; deltas += 1) await reader.until('text-delta');
        await reader.leave();
        const headers = { 'last-event-id': reader.seen.at(-1)?.id ?? '' };
        const again = new EventReader(await call(`/api/chat/${conversationIn(reader.seen)}/stream`, { headers }));
        return { before: reader.seen, after: await again.rest() };
      });

      const events = [...before, ...after];
      const numbers = events.flatMap(({ id }) => (id ? [Number.parseInt(id, 10)] : []));
      expect(numbers).toEqual(numbers.map((_, i) => i + 1));
      expect(endsOf(events)).toEqual(['finish']);
      expect(textOf(events)).toContain('340 euros');
      expect(await answerIn(events)).toMatchObject({ status: 'complete', text: textOf(events) });
    });

    async function chatCalls(): Promise<{ calls: number; aborted: number }> {
      const reply = await fetch(`${azure()}/admin/calls`);
      const { calls } = (await reply.json()) as { calls: { operation: string; calls: number; aborted: number }[] };
      return calls.find(({ operation }) => operation === 'chat') ?? { calls: 0, aborted: 0 };
    }
  });
}
