import { readQuestion } from './question.js';

describe(readQuestion.name, () => {
  it('leaves stop words out, weighs names more and shaping words less', () => {
    const { terms } = readQuestion('In what year did Zyzzyva visit Quux?');

    expect(terms.map(({ term, isName, isGeneric }) => [term, isName, isGeneric])).toEqual([
      ['year', false, true],
      ['zyzzyva', true, false],
      ['visit', false, false],
      ['quux', true, false],
    ]);
    expect(terms[1]?.weight).toBeCloseTo(9.375, 6); // not listed: 6.25, a name: x 1.5
    expect(terms[0]?.weight).toBeCloseTo(0.6, 6); // "year": level 8 x 0.25 = 2, generic: x 0.3
  });

  it('does not take the first word for a name, but a number always', () => {
    expect(readQuestion('Quux 1974').terms.map(({ isName }) => isName)).toEqual([false, true]);
  });

  it('pairs the words that follow one another', () => {
    expect(readQuestion('the dental plan of the company').pairs).toEqual([
      ['dental', 'plan'],
      ['plan', 'compani'],
    ]);
  });

  it.each([
    ['When was it built?', 'time'],
    ['In which year was it built?', 'time'],
    ['How many floors are there?', 'number'],
    ['What is the price of tea?', 'number'],
    ['Who built it?', 'person'],
    ['Where is it?', 'place'],
    ['What is coinsurance?', 'definition'],
    ['Why is it so?', 'other'],
  ])('%s asks for a %s', (text, kind) => {
    expect(readQuestion(text).kind).toBe(kind);
  });

  it('looks at the beginning of an endless question only', () => {
    expect(readQuestion(Array.from({ length: 1_000 }, (_, at) => `w${at}`).join(' ')).terms).toHaveLength(200);
  });

  it('has no terms where there are stop words only', () => {
    expect(readQuestion('what is it?').terms).toEqual([]);
  });
});
