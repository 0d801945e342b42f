/** A search text in the service's simple query syntax. */
export type SimpleQuery =
  | { readonly kind: 'everything' }
  | { readonly kind: 'word'; readonly text: string; readonly isPrefix: boolean }
  | { readonly kind: 'phrase'; readonly text: string }
  | { readonly kind: 'not'; readonly part: SimpleQuery }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SimpleQuery[] };

/** How words that no operator joins are joined. */
export type SearchMode = 'any' | 'all';

/** Deepest nesting of parentheses; deeper ones are read as if they were not there. */
const MAX_DEPTH = 50;

/**
 * Reads a search text: `"a phrase"`, `prefix*`, `+` (and), `|` (or), `-` before a word (not), parentheses, `\` before a
 * sign that is meant as itself. It never fails: what makes no sense as syntax is read as text, as the service does it.
 *
 * @returns undefined where nothing is left to look for.
 */
export function parseSimpleQuery(text: string, mode: SearchMode): SimpleQuery | undefined {
  const bare = text.trim();
  if (bare === '' || bare === '*') return bare === '' ? undefined : { kind: 'everything' };
  return new SimpleQueryReader(text, mode).read();
}

type Join = 'and' | 'or';

class SimpleQueryReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly mode: SearchMode,
  ) {}

  read(): SimpleQuery | undefined {
    let query: SimpleQuery | undefined;
    while (this.at < this.text.length) {
      query = this.joined(query, this.group(0), this.mode === 'all' ? 'and' : 'or');
      this.at += 1; // past a parenthesis that nothing opened
    }
    return query;
  }

  /** Everything up to the closing parenthesis. Operators join from left to right, none before another. */
  private group(depth: number): SimpleQuery | undefined {
    let query: SimpleQuery | undefined;
    let join: Join | undefined;
    for (; this.at < this.text.length;) {
      const sign = this.text.charAt(this.at);
      if (sign === ')') break;
      if (/\s/.test(sign)) this.at += 1;
      else if (sign === '+' || sign === '|') {
        join = sign === '+' ? 'and' : 'or';
        this.at += 1;
      } else {
        query = this.joined(query, this.clause(depth), join ?? (this.mode === 'all' ? 'and' : 'or'));
        join = undefined;
      }
    }
    return query;
  }

  private clause(depth: number): SimpleQuery | undefined {
    const sign = this.text.charAt(this.at);
    if (sign === '-' && /[^\s\-+|)]/.test(this.text.charAt(this.at + 1))) {
      this.at += 1;
      const part = this.clause(depth);
      return part === undefined ? undefined : { kind: 'not', part };
    }
    if (sign === '(' && depth < MAX_DEPTH) {
      this.at += 1;
      const inner = this.group(depth + 1);
      this.at += 1;
      return inner;
    }
    if (sign === '"') {
      const end = this.text.indexOf('"', this.at + 1);
      if (end > this.at) return this.phrase(end);
    }
    return this.word();
  }

  private phrase(end: number): SimpleQuery {
    const text = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return { kind: 'phrase', text };
  }

  /** Letters up to a space or a sign that ends words. A hyphen inside a word belongs to it. */
  private word(): SimpleQuery | undefined {
    let text = '';
    const start = this.at;
    for (; this.at < this.text.length; this.at += 1) {
      const sign = this.text.charAt(this.at);
      if (sign === '\\') this.at += 1;
      else if (/[\s()|"+]/.test(sign) && this.at > start) break;
      text += this.text.charAt(this.at);
    }
    const isPrefix = /[^*\\]\*$/.test(this.text.slice(start, this.at));
    const bare = text.replace(/\*+$/, '');
    return bare === '' ? undefined : { kind: 'word', text: bare, isPrefix };
  }

  private joined(left: SimpleQuery | undefined, right: SimpleQuery | undefined, join: Join): SimpleQuery | undefined {
    if (left === undefined || right === undefined) return left ?? right;
    return left.kind === join ? { kind: join, parts: [...left.parts, right] } : { kind: join, parts: [left, right] };
  }
}
