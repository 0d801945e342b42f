import type { AnswerChunk, Groundwork } from '../../tools/client/groundwork.ts';
import type { OwnProduct } from '../../tools/client/own-product.ts';
import { azureOf, withFault } from '../support/faults.ts';

const QUESTION = { message: 'How much does the Falcon plan pay for eye care?' };
const TERMINAL = ['finish', 'error', 'abort'];

/** What happens to an answer when somebody or something stops it. */
export function describeTroubles(product: () => OwnProduct, groundwork: () => Groundwork): void {
  const whileModel = <T>(fault: object, act: () => Promise<T>): Promise<T> =>
    withFault(azureOf(product().lines), { service: 'models', operation: 'chat', fault }, act);
  const conversationOf = (chunks: readonly AnswerChunk[]): string =>
    (chunks.find(({ type }) => type === 'data-conversation')?.data as { conversationId: string }).conversationId;
  const errorOf = (chunks: readonly AnswerChunk[]): unknown => chunks.find(({ type }) => type === 'data-error')?.data;

  /** Reads a stream to its end. */
  async function read(
    onChunk: (chunk: AnswerChunk, before: readonly AnswerChunk[]) => Promise<void> = async () => undefined,
  ): Promise<AnswerChunk[]> {
    const chunks: AnswerChunk[] = [];
    for await (const chunk of groundwork().stream(QUESTION)) {
      chunks.push(chunk);
      await onChunk(chunk, chunks);
    }
    return chunks;
  }

  describe('troubles', () => {
    it('stops an answer when it is asked to, and keeps what there was of it', async () => {
      let stopped = false;
      const chunks = await whileModel({ kind: 'latency', ms: 0, perTokenMs: 300 }, () =>
        read(async ({ type }, before) => {
          if (type !== 'text-delta' || stopped) return;
          stopped = true;
          await groundwork().stop(conversationOf(before));
        }),
      );

      expect(chunks.filter(({ type }) => TERMINAL.includes(type)).map(({ type }) => type)).toEqual(['abort']);
      const { messages } = await groundwork().conversation(conversationOf(chunks));
      expect(messages[1]).toMatchObject({ role: 'assistant', status: 'stopped' });
      expect(messages[1]?.text).not.toContain('each year');
    });

    it.each([
      ['refuses every call', { kind: 'status', status: 500 }],
      ['is cut in the middle of its answer', { kind: 'cut', afterChunks: 2 }],
      ['reports an error in the middle of its answer', { kind: 'stream_error', afterChunks: 2 }],
    ])('ends once and says why when the model %s', async (_, fault) => {
      const chunks = await whileModel(fault, () => read());

      expect(chunks.filter(({ type }) => TERMINAL.includes(type)).map(({ type }) => type)).toEqual(['error']);
      expect(errorOf(chunks)).toMatchObject({ code: expect.stringMatching(/^model_/) as unknown });
    });

    it('answers from words alone, and says so, while there are no embeddings', async () => {
      const rule = { service: 'models', operation: 'embeddings', fault: { kind: 'status', status: 400 } } as const;

      const answer = await withFault(azureOf(product().lines), rule, () => groundwork().ask(QUESTION));

      expect(answer.degraded).toBe(true);
      expect(answer.answer).toContain('340 euros');
    });

    it('answers again as soon as the trouble is over', async () => {
      expect(await groundwork().ask(QUESTION)).toMatchObject({ degraded: false, refusal: null });
    });
  });
}
