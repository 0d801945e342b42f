import fc from 'fast-check';
import { normalise, normaliseLines } from './normalise.js';

describe(normalise.name, () => {
  it.each([
    ['ligatures', 'ﬁnal oﬀer', 'final offer'],
    ['full-width letters', 'Ａ１', 'A1'],
    ['Arabic presentation forms', '\uFEE1', '\u0645'],
    ['line ends of every system', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['zeros, marks and soft hyphens', '\uFEFFa\0b\u00ADc', 'abc'],
    ['control characters, where a PDF had a blank', 'one\u0002two', 'one two'],
    ['halves of pairs', 'a\uD83Db\uDE00c', 'abc'],
    ['whole pairs stay', '\u{1F600}', '\u{1F600}'],
    ['blanks at line ends and in a row', 'a  \t b   \nc', 'a b\nc'],
    ['empty lines in a row', '\n\na\n\n\n\nb\n', 'a\n\nb'],
  ])('%s', (_, text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it('changes nothing the second time, and leaves nothing that JSON cannot hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normaliseLines(text);
        expect(normaliseLines(once)).toBe(once);
        expect(once).not.toMatch(/\p{Surrogate}|\0/u);
      }),
    );
  });
});

it('normaliseLines keeps every line where it is', () => {
  expect(normaliseLines('\r\n\r\n\r\na \r\n')).toBe('\n\n\na\n');
});
