import { sentencesOf } from './sentences.js';

const textsOf = (text: string): string[] => sentencesOf(text).map((sentence) => sentence.text);

describe(sentencesOf.name, () => {
  it.each([
    ['sentences of a line', 'The fee is 4 %. It is due in May.', ['The fee is 4 %.', 'It is due in May.']],
    [
      'a wrapped sentence',
      'The fee is due in the month\nof May and not before.',
      ['The fee is due in the month of May and not before.'],
    ],
    ['abbreviations', 'Dr. Smith paid approx. 5 dollars. He left.', ['Dr. Smith paid approx. 5 dollars.', 'He left.']],
    ['decimal figures', 'It costs 3.50 dollars a day. It is cheap.', ['It costs 3.50 dollars a day.', 'It is cheap.']],
    ['points of a list, without their marks', '• Tea\n• Milk and\nsugar\n- Rum', ['Tea', 'Milk and sugar', 'Rum']],
    ['table rows', 'Plan | Fee\nBasic | 20\nPlus | 40', ['Plan | Fee', 'Basic | 20', 'Plus | 40']],
    ['Chinese', '费用是五元。五月到期。', ['费用是五元。', '五月到期。']],
    ['nothing', ' \n\n ', []],
  ])('splits %s', (_, text, sentences) => {
    expect(textsOf(text)).toEqual(sentences);
  });

  it('knows a heading from the sentence under it', () => {
    const text = 'Dental Care\nThe plan pays for two visits to a dentist in every calendar year.';

    expect(sentencesOf(text)).toEqual([
      { text: 'Dental Care', isHeading: true },
      { text: 'The plan pays for two visits to a dentist in every calendar year.', isHeading: false },
    ]);
  });

  it('cuts an endless sentence at a blank', () => {
    const [only] = textsOf(`${'word '.repeat(200)}end`);

    // 420 characters hold 84 words of 5 with their blanks; the last blank goes.
    expect(only).toHaveLength(419);
    expect(only).toMatch(/word$/);
  });
});
