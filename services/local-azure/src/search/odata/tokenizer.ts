/** One word of an OData expression. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'date' | 'symbol' | 'end' | 'bad';
  /** As written; of a string, what it stands for; of something bad, what the service says about it. */
  readonly text: string;
  /** Offset behind the token, UTF-16 units. The service names this place in its errors. */
  readonly end: number;
}

/** Tried in this order at every place. A date must come before a number, both before a name. */
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['date', /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?/y],
  ['number', /-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|INF\b)|NaN\b|INF\b/y],
  ['string', /'(?:[^']|'')*'/y],
  ['name', /[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*/y],
  ['symbol', /[(),:/]/y],
];
const SPACE = /\s*/y;

/**
 * Cuts an OData expression into tokens. The last one is `end`, or `bad` at a character that begins nothing or a string
 * that does not end: a parser complains about it when it gets there, and not before.
 */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(expression, 0);
  while (at < expression.length) {
    const token = tokenAt(expression, at);
    tokens.push(token);
    if (token.kind === 'bad') return tokens;
    at = skipSpace(expression, token.end);
  }
  return [...tokens, { kind: 'end', text: '', end: expression.length }];
}

/** What the service says where an expression stops making sense. */
export function syntaxError({ kind, text, end }: Token, expression: string): string {
  return kind === 'bad' ? text : `Syntax error at position ${end} in '${expression}'.`;
}

function skipSpace(expression: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(expression);
  return SPACE.lastIndex;
}

function tokenAt(expression: string, at: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const [text] = pattern.exec(expression) ?? [];
    if (text === undefined) continue;
    const value = kind === 'string' ? text.slice(1, -1).replaceAll("''", "'") : text;
    return { kind, text: value, end: at + text.length };
  }
  const character = expression.charAt(at);
  const text =
    character === "'"
      ? `There is an unterminated string literal at position ${expression.length} in '${expression}'.`
      : `Syntax error: character '${character}' is not valid at position ${at} in '${expression}'.`;
  return { kind: 'bad', text, end: at };
}
