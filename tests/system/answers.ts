import type { ChatAnswer, Citation, DocumentView } from '@shared/contracts';
import type { AnswerChunk, Groundwork } from '../../tools/client/groundwork.ts';
import { FACTS } from './the-documents.ts';

/** What one stream said, put together. */
interface Streamed {
  readonly types: readonly string[];
  readonly deltas: readonly string[];
  readonly text: string;
  readonly citations: readonly Citation[];
}

async function streamed(chunks: AsyncIterable<AnswerChunk>): Promise<Streamed> {
  const all: AnswerChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  const deltas = all.flatMap(({ type, delta }) => (type === 'text-delta' && delta !== undefined ? [delta] : []));
  const citations = all.flatMap(({ type, providerMetadata }) =>
    type === 'source-document' ? [providerMetadata?.groundwork as Citation] : [],
  );
  return { types: all.map(({ type }) => type), deltas, text: deltas.join(''), citations };
}

/** Questions and answers over the three documents. */
export function describeAnswers(product: () => Groundwork, document: (fileName: string) => DocumentView): void {
  const ask = (message: string, conversationId?: string): Promise<ChatAnswer> =>
    product().ask({ message, ...(conversationId ? { conversationId } : {}) });

  describe('answers', () => {
    it('streams an answer that cites the page of a PDF, and ends once', async () => {
      const { types, text, deltas, citations } = await streamed(
        product().stream({ message: 'How much does the Falcon plan pay for eye care?' }),
      );

      expect(text).toContain('340 euros');
      expect(text).toContain('[1]');
      expect(deltas.length).toBeGreaterThan(1);
      expect(citations[0]).toMatchObject({ n: 1, documentId: document('benefits.pdf').id, page: 2 });
      expect(types[0]).toBe('start');
      expect(types.filter((type) => ['finish', 'error', 'abort'].includes(type))).toEqual(['finish']);
    });

    it('cites the heading of a DOCX', async () => {
      const { answer, citations } = await ask('How many days may employees of the Lisbon office work remotely?');

      expect(answer).toContain('12 days');
      expect(citations[0]).toMatchObject({ documentId: document('policy.docx').id, heading: 'Remote work' });
    });

    it('cites the lines of a text in UTF-16', async () => {
      const { answer, citations } = await ask('What is the alarm code word of the Übersee warehouse?');

      expect(answer).toContain('heliotrope');
      const [first = 0, last = 0] = citations[0]?.lines ?? [];
      expect(citations[0]?.documentId).toBe(document('notes.txt').id);
      expect(first).toBeLessThanOrEqual(4);
      expect(last).toBeGreaterThanOrEqual(4);
    });

    it('quotes letter for letter what the offsets point to', async () => {
      const { answer, citations } = await ask('How much does the Falcon plan pay for eye care?');
      const { text } = await fetch(`${product().url}/api/documents/${document('benefits.pdf').id}/text`).then(
        (response) => response.json() as Promise<{ text: string }>,
      );

      expect(citations.length).toBeGreaterThan(0);
      for (const { n, quote, start, end, answerStart, answerEnd } of citations) {
        expect(text.slice(start, end)).toBe(quote);
        expect(answer.slice(answerStart, answerEnd)).toBe(`[${n}]`);
      }
      expect(citations.some(({ quote }) => FACTS.eye.includes(quote) || quote.includes(FACTS.eye))).toBe(true);
    });

    it('refuses what the documents do not say', async () => {
      const { refusal, citations } = await ask('Who won the 1974 world cup?');

      expect(refusal).not.toBeNull();
      expect(citations).toEqual([]);
    });

    it('finds the subject of a follow-up in the history', async () => {
      const first = await ask('How much does the Falcon plan pay for eye care?');
      const second = await ask('and for dental?', first.conversationId);

      expect(second.conversationId).toBe(first.conversationId);
      expect(second.answer).toContain('two dental cleanings');
      expect(second.citations).toContainEqual(
        expect.objectContaining({ documentId: document('benefits.pdf').id, page: 3 }),
      );
    });

    it('answers only from the documents that were named', async () => {
      const question = { message: 'How much does the Falcon plan pay for eye care?' };

      const elsewhere = await product().ask({ ...question, documentIds: [document('notes.txt').id] });

      expect(elsewhere.answer).not.toContain('340');
      expect(elsewhere.sources.every(({ documentId }) => documentId === document('notes.txt').id)).toBe(true);
    });
  });
}
