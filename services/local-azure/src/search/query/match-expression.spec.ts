import { matchExpression } from './match-expression.js';
import { parseSimpleQuery, type SearchMode } from './simple-query.js';

const match = (text: string, mode: SearchMode = 'any', common: readonly string[] = []) =>
  matchExpression(parseSimpleQuery(text, mode) ?? { kind: 'everything' }, mode, ['c0', 'c1'], (term) =>
    common.includes(term),
  );

describe('matchExpression', () => {
  it('quotes every term and names its columns', () => {
    expect(match('dental NEAR(')?.expression).toBe('({c0 c1} : "dental" OR {c0 c1} : "near")');
  });

  it('leaves stop words and common words out', () => {
    expect(match('the dental plan', 'any', ['plan'])?.terms).toEqual(['dental']);
  });

  it('never leaves out all of them', () => {
    expect(match('dental plan', 'any', ['dental', 'plan'])?.terms).toEqual(['dental', 'plan']);
    expect(match('to be')?.terms).toEqual(['to', 'be']);
  });

  it('keeps common words that stand in a phrase', () => {
    expect(match('"the plan" x', 'any', ['plan'])?.expression).toContain('"the plan"');
  });

  it('joins the parts of one word as words are joined', () => {
    expect(match('x-ray', 'all')?.expression).toBe('({c0 c1} : "x" AND {c0 c1} : "rai")');
  });

  it('does not score by what is not wanted', () => {
    expect(match('a1 -b1')?.terms).toEqual(['a1']);
  });

  it('is nothing where there is no word', () => {
    expect(match('?!')).toBeUndefined();
  });
});
