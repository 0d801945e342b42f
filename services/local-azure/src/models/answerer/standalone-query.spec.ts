import { standaloneQuery } from './standalone-query.js';

const FIRST = 'What is the deductible of the Northwind Standard plan?';

describe(standaloneQuery.name, () => {
  it.each([
    ['a first question', [FIRST], FIRST],
    ['a first question that points back at nothing', ['and for dental?'], 'and for dental?'],
    ['a question that stands alone', [FIRST, 'Who won the 1974 world cup?'], 'Who won the 1974 world cup?'],
    [
      'an "it" that means nothing',
      [FIRST, 'How long does it take to file a claim?'],
      'How long does it take to file a claim?',
    ],
  ])('leaves %s unchanged', (_, questions, query) => {
    expect(standaloneQuery(questions)).toBe(query);
  });

  it.each([
    ['an ellipsis', [FIRST, 'and for dental?'], 'and for dental? deductible Northwind Standard plan'],
    [
      'a pronoun',
      [FIRST, 'Does it cover eye exams abroad?'],
      'Does it cover eye exams abroad? deductible Northwind Standard plan',
    ],
    ['a single word', [FIRST, 'Why?'], 'Why? deductible Northwind Standard plan'],
    [
      'a word it already has',
      [FIRST, 'and the deductible for dental?'],
      'and the deductible for dental? Northwind Standard plan',
    ],
    [
      'one follow-up after another',
      [FIRST, 'and for dental?', 'and for eyes?'],
      'and for eyes? deductible Northwind Standard plan',
    ],
  ])('completes %s', (_, questions, query) => {
    expect(standaloneQuery(questions)).toBe(query);
  });
});
