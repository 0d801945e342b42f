import type { ChatAnswer, Source } from '@shared/contracts';
import { namesItsFile } from './questions.ts';
import { outcomeOf, passes, scoreOf } from './score.ts';

const FILES = new Map([
  ['doc-aaaa', 'a.pdf'],
  ['doc-bbbb', 'b.pdf'],
]);
const question = { id: 'q1', question: 'What?', citations: [{ file: 'a.pdf', page: 7 }] };

const source = (documentId: string, page: number): Source => ({
  documentId,
  page,
  title: 't',
  score: 1,
  text: 'x',
  start: 0,
  end: 1,
});

function answer(sources: Source[], cited: Source[]): ChatAnswer {
  return {
    conversationId: 'conversation',
    messageId: 'message-id',
    answer: 'x',
    refusal: null,
    citations: cited.map((one) => ({ ...one, n: 1, quote: 'x', answerStart: 0, answerEnd: 1 })),
    sources,
    grounding: { grounded: true, sentences: [] },
    usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
    degraded: false,
  };
}

describe(outcomeOf.name, () => {
  it.each([
    [
      'everything right',
      [source('doc-aaaa', 7)],
      [source('doc-aaaa', 7)],
      { isFileFirst: true, isPageFound: true, isPageCited: true },
    ],
    [
      'the right page second',
      [source('doc-bbbb', 7), source('doc-aaaa', 7)],
      [],
      { isFileFirst: false, isPageFound: true, isPageCited: false },
    ],
    [
      'the same page of another file',
      [source('doc-bbbb', 7)],
      [source('doc-bbbb', 7)],
      { isFileFirst: false, isPageFound: false, isPageCited: false },
    ],
    ['nothing', [], [], { isFileFirst: false, isPageFound: false, isPageCited: false, isRefused: false }],
  ])('sees %s', (_, sources, cited, expected) => {
    expect(outcomeOf(question, answer(sources, cited), FILES, 1)).toMatchObject(expected);
  });
});

describe(scoreOf.name, () => {
  it('counts apart what names its file', () => {
    const right = { ...outcomeOf(question, answer([source('doc-aaaa', 7)], []), FILES, 2), namesItsFile: true };
    const wrong = { ...outcomeOf(question, answer([], []), FILES, 4), namesItsFile: false };

    const score = scoreOf([right, wrong], [true, false, true]);

    expect(score).toMatchObject({
      fileFirstWhereNamed: { count: 1, of: 1 },
      fileFirst: { count: 1, of: 2 },
      offTopicRefused: { count: 2, of: 3 },
      secondsMedian: 2,
      secondsWorst: 4,
    });
  });

  it.each([
    [9, 10, true],
    [8, 10, false],
  ])('passes %d of %d: %s', (count, of, isPassed) => {
    const score = { ...scoreOf([], []), fileFirstWhereNamed: { count, of } };

    expect(passes(score)).toBe(isPassed);
  });
});

describe(namesItsFile.name, () => {
  it.each([
    ['Does the standard plan cover it?', 'Northwind_Standard_Benefits_Details.pdf', true],
    ['Does my plan cover it?', 'Northwind_Standard_Benefits_Details.pdf', false],
    ['Does Health Plus cover it?', 'Northwind_Health_Plus_Benefits_Details.pdf', true],
    ['Who is the boss?', 'role_library.pdf', true],
  ])('%s', (text, file, names) => {
    expect(namesItsFile({ id: 'q', question: text, citations: [{ file, page: 1 }] })).toBe(names);
  });
});
