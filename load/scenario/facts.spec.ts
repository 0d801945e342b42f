import { anyFact, documentOf, FACTS } from './facts.ts';

describe('the document of a load run', () => {
  it('says forty things, each with a number of three digits and a question of its own', () => {
    expect(FACTS).toHaveLength(40);
    expect(new Set(FACTS.map(({ number }) => number)).size).toBe(40);
    expect(new Set(FACTS.map(({ question }) => question)).size).toBe(40);
    expect(FACTS.at(0)).toEqual({
      sentence: 'The warehouse of Bralmouth keeps 113 blue crates on its upper floor.',
      question: 'How many blue crates does the warehouse of Bralmouth keep?',
      number: 113,
    });
    expect(FACTS.at(-1)?.number).toBe(386); // 113 + 7 * 39
  });

  it('has every sentence once, under a stamp that makes it new', () => {
    const document = documentOf('k1');
    for (const { sentence } of FACTS) expect(document.split(sentence)).toHaveLength(2);
    expect(document).not.toBe(documentOf('k2'));
    expect(FACTS).toContain(anyFact());
  });
});
