import { type MessageView } from '@shared/contracts';
import { quotesOf, sourcesOf } from '../citations/sources.js';
import { fromHistory } from './history.js';

const kept: MessageView = {
  id: '01ANSWER0000',
  role: 'assistant',
  text: 'Thirty days [1], ninety abroad [2]. Thirty at most [1].',
  createdAt: '2026-11-21T09:00:00.000Z',
  status: 'stopped',
  refusal: null,
  citations: [
    {
      n: 1,
      documentId: 'leave-policy',
      title: 'Leave.pdf',
      page: 3,
      quote: 'thirty days',
      start: 0,
      end: 11,
      answerStart: 12,
      answerEnd: 15,
    },
    {
      n: 2,
      documentId: 'travel-rules',
      title: 'Travel.docx',
      heading: 'Abroad',
      quote: 'ninety days',
      start: 5,
      end: 16,
      answerStart: 31,
      answerEnd: 34,
    },
    {
      n: 1,
      documentId: 'leave-policy',
      title: 'Leave.pdf',
      page: 3,
      quote: 'at most',
      start: 20,
      end: 27,
      answerStart: 52,
      answerEnd: 55,
    },
  ],
  sources: [
    {
      n: 2,
      documentId: 'travel-rules',
      title: 'Travel.docx',
      heading: 'Abroad',
      score: 0.9,
      text: 'Up to ninety days.',
      start: 0,
      end: 18,
    },
    { documentId: 'notes-of-may', title: 'Notes.txt', lines: [4, 9], score: 0.4, text: 'Nothing.', start: 0, end: 8 },
    {
      n: 1,
      documentId: 'leave-policy',
      title: 'Leave.pdf',
      page: 3,
      score: 0.8,
      text: 'It is thirty days at most.',
      start: 0,
      end: 26,
    },
  ],
  feedback: { rating: 'down' },
};

describe(fromHistory.name, () => {
  const message = fromHistory(kept, 'conversation-1');

  it('gives cited sources in the order of their numbers, then those only read', () => {
    expect(sourcesOf(message)).toEqual([
      {
        n: 1,
        documentId: 'leave-policy',
        title: 'Leave.pdf',
        page: 3,
        text: 'It is thirty days at most.',
        quote: 'thirty days',
      },
      {
        n: 2,
        documentId: 'travel-rules',
        title: 'Travel.docx',
        heading: 'Abroad',
        text: 'Up to ninety days.',
        quote: 'ninety days',
      },
      { documentId: 'notes-of-may', title: 'Notes.txt', lines: [4, 9], text: 'Nothing.' },
    ]);
  });

  it('keeps the quote of each mention', () => {
    expect(quotesOf(message)).toEqual(
      new Map([
        [1, ['thirty days', 'at most']],
        [2, ['ninety days']],
      ]),
    );
  });

  it('keeps status and feedback', () => {
    expect(message.metadata).toEqual({
      conversationId: 'conversation-1',
      messageId: '01ANSWER0000',
      status: 'stopped',
      feedback: { rating: 'down' },
    });
  });

  it('keeps what might be asked next, and says nothing of nothing', () => {
    const questions = ['What about dental care?'];
    const types = (suggestions: string[]) => fromHistory({ ...kept, suggestions }, 'conversation-1').parts;
    expect(types(questions)).toContainEqual({ type: 'data-suggestions', data: { questions } });
    expect(types([]).map(({ type }) => type)).not.toContain('data-suggestions');
  });

  it('keeps refusal, degraded search and error as parts', () => {
    const refusal = { reason: 'nothing-found' as const, message: 'The documents do not say.' };
    const error = { code: 'model_unavailable', message: 'Try again.' };
    const { parts } = fromHistory(
      { ...kept, text: '', citations: [], sources: [], refusal, degraded: true, error },
      'conversation-1',
    );
    expect(parts).toEqual([
      { type: 'data-refusal', data: refusal },
      { type: 'data-degraded', data: { degraded: true } },
      { type: 'data-error', data: error },
    ]);
  });
});
