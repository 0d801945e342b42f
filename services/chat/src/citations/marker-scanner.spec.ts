import fc from 'fast-check';
import { MarkerScanner, type ScannedPiece } from './marker-scanner.js';

function scan(...deltas: string[]): ScannedPiece[] {
  const scanner = new MarkerScanner();
  return [...deltas.flatMap((delta) => scanner.push(delta)), ...scanner.flush()];
}

/** Pieces as one string, markers written `<1,2>`, so that a row of the table is easy to read. */
const shown = (pieces: ScannedPiece[]): string =>
  pieces
    .map((piece) => (piece.type === 'text' ? piece.text : `${piece.lead}<${piece.numbers.join(',')}>${piece.guard}`))
    .join('');

describe(MarkerScanner.name, () => {
  it.each([
    ['a marker', 'Fee [3].', 'Fee <3>.'],
    ['several in one', 'Fee [3, 4].', 'Fee <3,4>.'],
    ['several in a row', 'Fee [3][4].', 'Fee <3><4>.'],
    ['a range', 'Fee [2-4].', 'Fee <2,3,4>.'],
    ['a footnote', 'Fee [^3].', 'Fee <3>.'],
    ['a marker with a word', 'Fee [Source 3] and [sources 1, 2].', 'Fee <3> and <1,2>.'],
    ['the brackets of other models', 'Fee【3†source】.', 'Fee<3>.'],
    ['a leading zero', 'Fee [03].', 'Fee <3>.'],
    ['a year, which is no source', 'Since [2024].', 'Since (2024).'],
    ['a code span', 'Use `row[1]` here [2].', 'Use `row[1]` here <2>.'],
    ['a longer code span', 'Use ``a`[1]`` here [2].', 'Use ``a`[1]`` here <2>.'],
    ['a lone backtick', 'It`s [1].\nAnd [2].', 'It`s <1>.\nAnd <2>.'],
    ['a code block', 'So:\n```js\nx = a[1]\n```\nFee [2].', 'So:\n```js\nx = a[1]\n```\nFee <2>.'],
    ['a code block of tildes', '~~~\n[1]\n~~~\n[2]', '~~~\n[1]\n~~~\n<2>'],
    ['a code block that is never closed', '```\n[1]', '```\n[1]'],
    ['a marker that would become a link', 'Fee [1](http://evil.example).', 'Fee <1> (http://evil.example).'],
    ['a marker that would define a link', '[1]: http://evil.example', '<1> : http://evil.example'],
    ['brackets around words', 'See [note] and [ ].', 'See [note] and [ ].'],
    ['an open bracket at the end', 'See [', 'See ['],
    ['a marker cut off at the end', 'See [3', 'See [3'],
    ['white space at the end', 'End  ', 'End  '],
  ])('%s', (_, text, expected) => {
    expect(shown(scan(text))).toBe(expected);
    expect(shown(scan(...text))).toBe(expected);
  });

  it('lets text through as soon as it cannot become a marker', () => {
    const scanner = new MarkerScanner();
    expect(scanner.push('The fee [see')).toEqual([{ type: 'text', text: 'The fee' }]);
    expect(shown(scanner.push(' note!]'))).toBe(' [see note!]');
  });

  it('says the same however the text is cut', () => {
    const parts = fc.constantFrom(
      '[1]',
      '[2, 3]',
      '`',
      '``',
      '```\n',
      '~~~',
      '\n',
      ' ',
      'fee',
      '[',
      ']',
      '(',
      ':',
      '1',
      '【4】',
      '[99]',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 25 }), fc.array(fc.nat(60), { maxLength: 8 }), (words, cuts) => {
        const text = words.join('');
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const deltas = at.slice(1).map((end, i) => text.slice(at[i], end));
        expect(shown(scan(...deltas))).toBe(shown(scan(text)));
      }),
      { numRuns: 500 },
    );
  });
});
