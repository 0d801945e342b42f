import { tokenize } from './tokenizer.js';

const kinds = (expression: string): string[] => tokenize(expression).map(({ kind, text }) => `${kind} ${text}`.trim());

describe('tokenize', () => {
  it('cuts names, calls, strings, numbers and signs', () => {
    expect(kinds("search.in(a/b, 'x|y') and n ge -1.5e2")).toEqual([
      'name search.in', 'symbol (', 'name a', 'symbol /', 'name b', 'symbol ,', 'string x|y', 'symbol )',
      'name and', 'name n', 'name ge', 'number -1.5e2', 'end',
    ]); // prettier-ignore
  });

  it('reads two quotes inside a string as one', () => {
    expect(kinds("'O''Neil'")).toEqual(["string O'Neil", 'end']);
  });

  it('takes a date for a date and not for a subtraction', () => {
    expect(kinds('2026-11-20T10:00:00.5Z')).toEqual(['date 2026-11-20T10:00:00.5Z', 'end']);
  });

  it('names the place behind each token', () => {
    expect(tokenize('ab  eq').map(({ end }) => end)).toEqual([2, 6, 6]);
  });

  it('ends at what begins nothing, with what the service says about it', () => {
    expect(kinds('a # b')).toEqual([
      'name a',
      "bad Syntax error: character '#' is not valid at position 2 in 'a # b'.",
    ]);
    expect(kinds("a eq 'b")).toContain("bad There is an unterminated string literal at position 7 in 'a eq 'b'.");
  });
});
