import { sentencesOf } from './sentences.js';

const cut = (text: string): string[] => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

describe(sentencesOf.name, () => {
  it.each([
    ['two sentences', 'It costs 4 %. It is due in May.', ['It costs 4 %.', 'It is due in May.']],
    ['an abbreviation', 'Ask Dr. Ruiz, e.g. by mail. Then wait.', ['Ask Dr. Ruiz, e.g. by mail.', 'Then wait.']],
    ['the initial of a name', 'John F. Kennedy spoke. He left.', ['John F. Kennedy spoke.', 'He left.']],
    [
      'a letter that is no initial',
      'Employees use garage B. Visitors use C.',
      ['Employees use garage B.', 'Visitors use C.'],
    ],
    ['a list', 'Covered:\n- dental\n- vision', ['Covered:', '- dental', '- vision']],
    ['a line that goes on', 'The fee is due\nevery year.', ['The fee is due\nevery year.']],
    [
      'a line as wide as a page',
      'The deductible is the amount of money that every member pays in\nJanuary. It is 500.',
      ['The deductible is the amount of money that every member pays in\nJanuary.', 'It is 500.'],
    ],
    ['short lines that each say something', 'Deductible 500\nCopay 20', ['Deductible 500', 'Copay 20']],
    ['a paragraph without a full stop', 'Overview\n\nThe fee is 4 %.', ['Overview', 'The fee is 4 %.']],
    ['Chinese', '费用是四元。五月到期。', ['费用是四元。', '五月到期。']],
    ['nothing but white space', ' \n ', []],
  ])('%s', (_, text, sentences) => {
    expect(cut(text)).toEqual(sentences);
  });

  it('reads a long text to its end', () => {
    const sentence = 'This one is about twenty-five. ';
    expect(cut(sentence.repeat(2_000)).length).toBeGreaterThanOrEqual(2_000);
  });
});
