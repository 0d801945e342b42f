import type { ChatAnswer, Source } from '@shared/contracts';
import { namesItsFile } from './questions.ts';
import { outcomeOf, measuresOf } from './score.ts';

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
    suggestions: [],
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

describe(measuresOf.name, () => {
  const outcome = (id: string, isFileFirst: boolean, namesIt: boolean) => ({
    ...outcomeOf({ ...question, id }, answer(isFileFirst ? [source('doc-aaaa', 7)] : [], []), FILES, 1),
    namesItsFile: namesIt,
  });
  const valuesOf = (name: string) =>
    measuresOf([outcome('a', true, true), outcome('b', false, false)], [true, false]).find((one) => one.name === name);

  it('counts apart what names its file', () => {
    expect([...(valuesOf('file-first-named')?.values ?? [])]).toEqual([['a', 1]]);
    expect([...(valuesOf('file-first')?.values ?? [])]).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
    expect([...(valuesOf('off-topic')?.values.values() ?? [])]).toEqual([1, 0]);
  });

  it('is held to 95 of 100 where the file is named', () => {
    expect(valuesOf('file-first-named')?.bar).toEqual({ side: 'at least', value: 0.95 });
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
