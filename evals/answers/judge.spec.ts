import type { ChatAnswer, Citation } from '@shared/contracts';
import { judged } from './judge.ts';
import { everySecondTitle } from './questions.ts';
import { sentencesIn } from './sentences.ts';

const TEXT = 'Falcon\n\nThe fee is 340 euros. It is due in May.';
const question = { id: 'q', text: 'What is the fee?', answerable: true, answers: ['340 euros'], passage: 'falcon#0' };

const citation = (more: Partial<Citation> = {}): Citation => ({
  n: 1,
  documentId: 'document-a',
  title: 'falcon',
  quote: 'The fee is 340 euros.',
  start: 8,
  end: 29,
  answerStart: 22,
  answerEnd: 25,
  ...more,
});
const said = (more: Partial<ChatAnswer> = {}): ChatAnswer => ({
  conversationId: 'conversation',
  messageId: 'message-id',
  answer: 'The fee is 340 euros. [1]',
  refusal: null,
  citations: [citation()],
  sources: [{ n: 1, documentId: 'document-a', title: 'falcon', score: 1, text: TEXT, start: 0, end: TEXT.length }],
  grounding: { grounded: true, sentences: [] },
  usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
  degraded: false,
  suggestions: [],
  ...more,
});
const judge = (answer: ChatAnswer) =>
  judged(
    question,
    answer,
    (id) => (id === 'document-a' ? 'falcon#0' : undefined),
    (name) => (name === 'falcon#0' ? TEXT : undefined),
  );

describe(judged.name, () => {
  it('sees an answer with its string and its passage', () => {
    expect(judge(said())).toEqual({
      id: 'q',
      answered: true,
      reason: null,
      holdsAnswer: true,
      citesPassage: true,
      wasGivenPassage: true,
      grounded: true,
      inventions: [],
    });
  });

  it('counts nothing of a refusal', () => {
    const refusal = { reason: 'not-in-sources', message: 'No 340 euros.' } as const;

    expect(judge(said({ refusal, answer: refusal.message, citations: [] }))).toMatchObject({
      answered: false,
      reason: 'not-in-sources',
      holdsAnswer: false,
      citesPassage: false,
    });
  });

  it('does not count a string in more than three sentences', () => {
    const answer = 'The fee is 340 euros. [1] One. Two. Three.';

    expect(judge(said({ answer }))).toMatchObject({ holdsAnswer: false, citesPassage: true });
  });

  it.each([
    ['a marker without a citation', said({ answer: 'The fee is 340 euros. [1][2]' })],
    ['a citation that stands elsewhere', said({ citations: [citation({ answerStart: 0, answerEnd: 3 })] })],
    ['a quote that no source says', said({ citations: [citation({ quote: 'The fee is 1 euro.' })] })],
    ['a quote that its document says elsewhere', said({ citations: [citation({ start: 9, end: 30 })] })],
    ['a document that was not given', said({ citations: [citation({ documentId: 'document-b' })] })],
    ['a refusal that cites', said({ refusal: { reason: 'filtered', message: '' } })],
  ])('sees %s', (_, answer) => {
    expect(judge(answer).inventions).not.toEqual([]);
  });
});

describe(sentencesIn.name, () => {
  it('counts as a reader does', () => {
    expect(sentencesIn('Dr. J. Smith of St. Ives paid. [1] He left [2][3]. Why? [1]')).toEqual([
      'Dr. J. Smith of St. Ives paid.',
      'He left.',
      'Why?',
    ]);
  });
});

describe(everySecondTitle.name, () => {
  it('takes the first, the third and so on, in the order in which they come', () => {
    const titles = ['b', 'b', 'a', 'c', 'a', 'd'].map((title) => ({ title }));

    expect([...everySecondTitle(titles)]).toEqual(['b', 'c']);
  });
});
