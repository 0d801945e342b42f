import { CUTS } from './cuts.js';

describe('the cuts', () => {
  const [paragraphs, lines, cells, sentences, stops, clauses, parts, words, characters] = CUTS;

  it.each([
    ['paragraphs', paragraphs, 'One.\n\nTwo.', ['One.\n\n', 'Two.']],
    ['rows', lines, 'Plan | Fee\nBasic | 12', ['Plan | Fee\n', 'Basic | 12']],
    [
      'no line that was only wrapped',
      lines,
      'The fee of\nthe plan.\nIt is due',
      ['The fee of\nthe plan.\n', 'It is due'],
    ],
    ['cells', cells, 'Plan: Basic | Fee: 12', ['Plan: Basic', ' | Fee: 12']],
    ['sentences', sentences, 'Is it? It is. "Yes!" Done', ['Is it?', ' It is.', ' "Yes!"', ' Done']],
    [
      'no abbreviation before a small letter',
      sentences,
      'Use e.g. this one. Or not',
      ['Use e.g. this one.', ' Or not'],
    ],
    ['no number', sentences, 'It is 3.5 to 4. Fine', ['It is 3.5 to 4.', ' Fine']],
    ['Chinese sentences', sentences, '一。二！三', ['一。', '二！', '三']],
    ['Hindi sentences', sentences, 'एक। दो', ['एक।', ' दो']],
    ['sentences in small letters', stops, 'first. then? last', ['first.', ' then?', ' last']],
    ['clauses', clauses, 'if so; then', ['if so;', ' then']],
    ['parts of clauses', parts, 'a, b，c', ['a,', ' b，', 'c']],
    ['words', words, 'one two\nthree', ['one', ' two', '\nthree']],
    ['characters, never half of one', characters, 'a\u{1F600}', ['a', '\u{1F600}']],
  ])('part %s', (_, cut, text, expected) => {
    expect(cut?.(text)).toEqual(expected);
    expect(expected.join('')).toBe(text);
  });
});
