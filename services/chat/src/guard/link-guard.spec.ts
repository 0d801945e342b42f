import fc from 'fast-check';
import { LinkGuard } from './link-guard.js';

const SOURCES = ['Apply at https://example.com/apply?form=7 or www.example.org.', 'Nothing here.'];

/** The answer a reader gets, however it was cut. */
function guarded(answer: string, cuts: readonly number[] = []): string {
  const guard = new LinkGuard(SOURCES);
  const ends = [...new Set(cuts)].filter((cut) => cut > 0 && cut < answer.length).toSorted((a, b) => a - b);
  const pieces = [...ends, answer.length].map((end, i) => answer.slice(ends[i - 1] ?? 0, end));
  return pieces.map((piece) => guard.push(piece)).join('') + guard.end();
}

const CASES: readonly (readonly [what: string, answer: string, shown: string])[] = [
  ['text without links', 'Wow! He paid [1] (all of it).', 'Wow! He paid [1] (all of it).'],
  ['an address of a source', 'See https://example.com/apply?form=7.', 'See https://example.com/apply?form=7.'],
  ['an address that no source has', 'See https://evil.test/?q=secret. Done.', 'See …. Done.'],
  ['a source’s address with something added', 'https://example.com/apply?form=7&q=secret', '…'],
  ['an address without its scheme', 'At www.example.org, or www.evil.test!', 'At www.example.org, or …!'],
  ['an image', 'Look: ![chart](https://evil.test/a.png?d=1) [1]', 'Look: [chart] [1]'],
  ['an image of a source’s address', '![x](https://example.com/apply?form=7)', '[x](https://example.com/apply?form=7)'],
  ['a link', 'Click [here](https://evil.test "now").', 'Click [here].'],
  ['a link of a source', '[here](https://example.com/apply?form=7)', '[here](https://example.com/apply?form=7)'],
  ['a link that is a script', '[x](javascript:alert(1))', '[x])'],
  ['a link without a scheme', '[x](//evil.test/a)', '[x]'],
  ['a link definition', '[1]: https://evil.test/x\n', '[1]: …\n'],
  ['an HTML image', '<img src="https://evil.test/a.png">', '<img src="…">'],
  ['a marker before a bracket', 'Four [1](see below', 'Four [1](see below'],
  ['letters that only look like a beginning', 'The http header, a www page, why!', 'The http header, a www page, why!'],
];

describe(LinkGuard.name, () => {
  it.each(CASES)('%s', (_, answer, shown) => {
    expect(guarded(answer)).toBe(shown);
  });

  it('gives the same however the answer is cut', () => {
    const answer = CASES.map(([, text]) => text).join(' ');
    const whole = guarded(answer);
    fc.assert(
      fc.property(fc.array(fc.nat(answer.length)), (cuts) => {
        expect(guarded(answer, cuts)).toBe(whole);
      }),
    );
  });

  it('does not hold back text that cannot become an address', () => {
    expect(new LinkGuard([]).push('The fee is 4 %')).toBe('The fee is 4 %');
  });
});
