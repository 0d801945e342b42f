import fc from 'fast-check';
import { parseSimpleQuery } from './simple-query.js';

const word = (text: string, isPrefix = false) => ({ kind: 'word', text, isPrefix });

describe('parseSimpleQuery', () => {
  it.each([
    ['plain words', 'dental plan', { kind: 'or', parts: [word('dental'), word('plan')] }],
    ['and', 'dental + plan', { kind: 'and', parts: [word('dental'), word('plan')] }],
    ['a plus before a word', 'dental +plan', { kind: 'and', parts: [word('dental'), word('plan')] }],
    ['or', 'a | b', { kind: 'or', parts: [word('a'), word('b')] }],
    ['a phrase', '"dental plan"', { kind: 'phrase', text: 'dental plan' }],
    ['not', 'a -b', { kind: 'or', parts: [word('a'), { kind: 'not', part: word('b') }] }],
    ['a prefix', 'dent*', word('dent', true)],
    ['parentheses', 'a + (b | c)', { kind: 'and', parts: [word('a'), { kind: 'or', parts: [word('b'), word('c')] }] }],
    ['a hyphen inside a word', 'x-ray', word('x-ray')],
    ['an escaped sign', 'a\\+b', word('a+b')],
    ['a quote that does not end', 'a "b', { kind: 'or', parts: [word('a'), word('"b')] }],
    ['a parenthesis that nothing opened', 'a) b', { kind: 'or', parts: [word('a'), word('b')] }],
    ['a dash on its own', 'a - b', { kind: 'or', parts: [word('a'), word('-'), word('b')] }],
  ])('reads %s', (_what, text, query) => {
    expect(parseSimpleQuery(text, 'any')).toEqual(query);
  });

  it('joins words by and where all are wanted', () => {
    expect(parseSimpleQuery('a b', 'all')).toEqual({ kind: 'and', parts: [word('a'), word('b')] });
  });

  it('tells everything from nothing', () => {
    expect(parseSimpleQuery('*', 'any')).toEqual({ kind: 'everything' });
    expect(parseSimpleQuery('  ', 'any')).toBeUndefined();
  });

  it('never fails and always ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab "+-|()*\\'), maxLength: 40 }), (text) => {
        expect(() => parseSimpleQuery(text, 'any')).not.toThrow();
      }),
    );
  });
});
