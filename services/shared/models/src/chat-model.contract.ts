import type { ChatModel, ChatPiece, ChatRequest } from './chat-model.port.js';

const SOURCES =
  '<source-AB12 id="1" title="Plan">\nThe yearly fee of the gold plan is 4 per cent.\n</source-AB12>\n\nQuestion: What is the yearly fee of the gold plan?';

/** A question with the source that answers it. */
export const QUESTION: ChatRequest = {
  messages: [
    { role: 'system', content: 'Answer from the sources. If they do not answer: <refusal>They do not say.</refusal>' },
    { role: 'user', content: SOURCES },
  ],
  maxOutputTokens: 200,
};

/** Everything a model answers with. */
export async function piecesOf(answer: AsyncIterable<ChatPiece>): Promise<ChatPiece[]> {
  const pieces: ChatPiece[] = [];
  for await (const piece of answer) pieces.push(piece);
  return pieces;
}

export const textOf = (pieces: readonly ChatPiece[]): string =>
  pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');

/** The promises of {@link ChatModel}, as tests. Every adapter's spec calls this. */
export function describeChatModel(make: () => ChatModel): void {
  describe('keeps the ChatModel contract', () => {
    it('gives text in pieces, then one finish with what it cost', async () => {
      const pieces = await piecesOf(make().stream(QUESTION));

      expect(textOf(pieces)).toContain('4 per cent');
      expect(pieces.map(({ type }) => type).filter((type) => type === 'finish')).toHaveLength(1);
      const last = pieces.at(-1);
      expect(last).toMatchObject({ type: 'finish', reason: 'stop' });
      if (last?.type !== 'finish') return;
      expect(last.usage.inputTokens).toBeGreaterThan(20);
      expect(last.usage.outputTokens).toBeGreaterThan(3);
    });

    it('says that it was cut at its length', async () => {
      const pieces = await piecesOf(make().stream({ ...QUESTION, maxOutputTokens: 3 }));
      expect(pieces.at(-1)).toMatchObject({ type: 'finish', reason: 'length' });
    });

    it('answers JSON of a schema', async () => {
      const schema = {
        type: 'object',
        properties: { query: { type: 'string' } },
        required: ['query'],
        additionalProperties: false,
      };
      const reply = textOf(await piecesOf(make().stream({ ...QUESTION, jsonSchema: { name: 'standalone', schema } })));
      expect(JSON.parse(reply)).toMatchObject({ query: expect.any(String) as string });
    });

    it('ends with the reason of whoever gives it up, before its first word', async () => {
      const reason = new Error('given up');
      await expect(piecesOf(make().stream(QUESTION, AbortSignal.abort(reason)))).rejects.toBe(reason);
    });

    it('ends with the reason of whoever gives it up in the middle', async () => {
      const giving = new AbortController();
      const reason = new Error('given up');
      const reading = (async () => {
        for await (const piece of make().stream(QUESTION, giving.signal)) {
          if (piece.type === 'text') giving.abort(reason);
        }
      })();
      await expect(reading).rejects.toBe(reason);
    });
  });
}
