import { supportingSpan } from './quote.js';

const quote = (passage: string, claim: string): string => {
  const { start, end } = supportingSpan(passage, claim);
  return passage.slice(start, end);
};

describe(supportingSpan.name, () => {
  const passage =
    'The plan began in 2020. Dental care is covered up to 2,000 dollars. A form is needed for vision exams.';

  it.each([
    ['the sentence that shares most', 'Dental care: 2,000 dollars', 'Dental care is covered up to 2,000 dollars.'],
    [
      'its neighbour as well when it adds much',
      'Dental care is covered, and vision exams need a form',
      'Dental care is covered up to 2,000 dollars. A form is needed for vision exams.',
    ],
    ['the beginning when nothing is shared', 'Zebras', 'The plan began in 2020.'],
  ])('quotes %s', (_, claim, expected) => {
    expect(quote(passage, claim)).toBe(expected);
  });

  it('takes a part of a run without sentence ends, from before its first shared word, cut between words', () => {
    const table = `${'row '.repeat(300)}deductible 500 ${'row '.repeat(300)}`;
    const found = quote(table, 'The deductible is 500');
    expect(found).toContain('deductible 500');
    expect(found.length).toBeLessThanOrEqual(600);
    expect(found.endsWith('row')).toBe(true);
  });

  it('quotes nothing of an empty passage', () => {
    expect(quote('', 'fee')).toBe('');
  });
});
