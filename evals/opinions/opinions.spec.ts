import type { ChatAnswer, FeedbackLine } from '@shared/contracts';
import { opinionsIn } from './opinions.ts';
import { measuresOf, outcomeOf } from './score.ts';

const PLAN = { documentId: 'document-1', page: 3 };
const line = (changes: Partial<FeedbackLine> = {}): FeedbackLine => ({
  ...{ conversationId: 'conversation-1', messageId: 'message-1', rating: 'up', comment: null, refused: false },
  ...{ askedAt: '2026-11-20T10:00:00.000Z', question: 'What is the fee?', answer: '4 % [1].', citations: [PLAN] },
  ...changes,
});
const now = (cited: { documentId: string; page?: number }[], refusal: ChatAnswer['refusal'] = null): ChatAnswer => ({
  ...{ conversationId: 'conversation-2', messageId: 'message-2', answer: '5 % [1].', refusal, sources: [] },
  citations: cited.map((place) => ({
    ...place,
    n: 1,
    title: 't',
    quote: 'x',
    start: 0,
    end: 1,
    answerStart: 0,
    answerEnd: 1,
  })),
  grounding: { grounded: true, sentences: [] },
  usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
  degraded: false,
  suggestions: [],
});
const REFUSED = { reason: 'nothing-found', message: 'Not there.' } as const;

describe(outcomeOf.name, () => {
  it.each([
    ['the same page', line(), now([{ documentId: 'document-2' }, PLAN]), true],
    ['another page', line(), now([{ documentId: 'document-1', page: 4 }]), false],
    [
      'a document without pages',
      line({ citations: [{ ...PLAN, page: null }] }),
      now([{ documentId: 'document-1' }]),
      true,
    ],
    ['a refusal where there was an answer', line(), now([], REFUSED), false],
    ['a refusal where there was one', line({ refused: true, citations: [] }), now([], REFUSED), true],
    ['an answer where there was a refusal', line({ refused: true, citations: [] }), now([PLAN]), false],
  ])('%s', (_, then, answer, isSamePlace) => {
    expect(outcomeOf(then, answer)).toMatchObject({ isSamePlace, isSameText: false });
  });
});

describe(measuresOf.name, () => {
  const means = (lines: FeedbackLine[], answer: ChatAnswer) =>
    measuresOf(lines.map((one) => outcomeOf(one, answer))).map(({ name, values, bar }) => [
      name,
      [...values.values()],
      bar?.value,
    ]);

  it('holds what was liked to its place, and hopes for another answer to the rest', () => {
    const lines = [
      line(),
      line({ messageId: 'message-3', citations: [] }),
      line({ messageId: 'message-4', rating: 'down' }),
    ];
    expect(means(lines, now([PLAN]))).toEqual([
      ['liked-kept', [1, 0], 0.9],
      ['liked-refused', [0, 0], undefined],
      ['disliked-changed', [1], undefined],
    ]);
  });

  it('has no bar where nothing was liked', () => {
    expect(means([line({ rating: 'down' })], now([PLAN]))[0]).toEqual(['liked-kept', [], undefined]);
  });
});

it('reads the lines of the administration, but for answers whose question is gone', () => {
  const text = [line(), line({ question: '' })].map((one) => JSON.stringify(one)).join('\n');
  expect(opinionsIn(`${text}\n\n`)).toEqual([
    {
      messageId: 'message-1',
      rating: 'up',
      question: 'What is the fee?',
      answer: '4 % [1].',
      refused: false,
      citations: [{ documentId: 'document-1', page: 3 }],
    },
  ]);
  expect(() => opinionsIn('{"rating":"up"}')).toThrow(/messageId/);
});
