import { contentWords, stemsOf } from './content-words.js';

describe(contentWords.name, () => {
  it.each([
    ['leaves stop words out', 'What is the fee of the plan?', ['fee', 'plan']],
    ['folds case and accents of Latin letters', 'Résumé RESUME', ['resum', 'resum']],
    ['keeps marks that are letters', 'हिन्दी', ['हिन्दी']],
    ['sees one word in its forms', 'enrolled enrolment enroll', ['enrol', 'enrol', 'enrol']],
    ['keeps figures', 'room 42', ['room', '42']],
    ['has none of a text of stop words', 'what is it', []],
  ])('%s', (_, text, stems) => {
    expect(contentWords(text).map(({ stem }) => stem)).toEqual(stems);
  });

  it('cuts scripts without spaces into words', () => {
    expect(stemsOf('保险费用').size).toBeGreaterThan(1);
  });

  it('tells where a word stands', () => {
    expect(contentWords('the fee')).toEqual([{ stem: 'fee', start: 4 }]);
  });
});
