import { analyze } from '../analysis/analyzer.js';
import { isStopWord } from '../analysis/stop-words.js';
import { EVERY } from '../store/passage-writer.js';
import type { SearchMode, SimpleQuery } from './simple-query.js';

/** A query in SQLite's full-text language, and what it ranks by. */
export interface MatchExpression {
  readonly expression: string;
  /** Terms that a passage is scored by, each once, negated ones left out. */
  readonly terms: readonly string[];
}

/** Everything that has been indexed. */
const EVERYTHING = `every : "${EVERY}"`;

/**
 * Says in SQLite's full-text language what a query says.
 *
 * @param columns the columns of `words` to look in.
 * @param isIgnored whether a plain word of an `any` query is too common to look for. If all are, none is ignored.
 * @returns undefined where the query holds no word at all.
 */
export function matchExpression(
  query: SimpleQuery,
  mode: SearchMode,
  columns: readonly string[],
  isIgnored: (term: string) => boolean,
): MatchExpression | undefined {
  const plain = plainTerms(query);
  const isKept = [
    (term: string) => !isStopWord(term) && !isIgnored(term),
    (term: string) => !isStopWord(term),
    () => true,
  ].find((keeps) => plain.some(keeps));
  const writer = new Writer(mode, `{${columns.join(' ')}} : `, isKept ?? (() => true));
  const expression = writer.write(query);
  return expression === undefined ? undefined : { expression, terms: [...writer.terms] };
}

/** Terms of words that stand alone: those that may be left out without changing what is asked. */
function plainTerms(query: SimpleQuery): string[] {
  if (query.kind === 'word') return query.isPrefix ? [] : analyze(query.text, 'query');
  return query.kind === 'or' || query.kind === 'and' ? query.parts.flatMap(plainTerms) : [];
}

class Writer {
  readonly terms = new Set<string>();
  private isNegated = false;

  constructor(
    private readonly mode: SearchMode,
    private readonly columns: string,
    private readonly isKept: (term: string) => boolean,
  ) {}

  write(query: SimpleQuery): string | undefined {
    switch (query.kind) {
      case 'everything':
        return EVERYTHING;
      case 'word':
        return this.word(query.text, query.isPrefix);
      case 'phrase':
        return this.phrase(analyze(query.text, 'query'));
      case 'not': {
        const part = this.negated(query.part);
        return part === undefined ? undefined : `(${EVERYTHING} NOT ${part})`;
      }
      case 'or':
        return joined(
          'OR',
          query.parts.map((part) => this.write(part)),
        );
      case 'and':
        return this.conjunction(query.parts);
    }
  }

  private conjunction(parts: readonly SimpleQuery[]): string | undefined {
    const wanted = joined(
      'AND',
      parts.map((part) => (part.kind === 'not' ? undefined : this.write(part))),
    );
    const unwanted = joined(
      'OR',
      parts.map((part) => (part.kind === 'not' ? this.negated(part.part) : undefined)),
    );
    return unwanted === undefined ? wanted : `(${wanted ?? EVERYTHING} NOT ${unwanted})`;
  }

  private negated(part: SimpleQuery): string | undefined {
    const before = this.isNegated;
    this.isNegated = true;
    const written = this.write(part);
    this.isNegated = before;
    return written;
  }

  /** A word may be several terms (`x-ray`, any Chinese word): they are joined as separate words are. */
  private word(text: string, isPrefix: boolean): string | undefined {
    const terms = analyze(text, 'query');
    const isPlain = !isPrefix && !this.isNegated;
    const kept = isPlain ? terms.filter((term) => this.isKept(term)) : terms;
    // A single Chinese letter is only ever the beginning of a pair.
    const asked = kept.map((term) =>
      this.term(
        term,
        isPrefix || /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u.test(term),
      ),
    );
    return joined(this.mode === 'all' || this.isNegated ? 'AND' : 'OR', asked);
  }

  private term(term: string, isPrefix: boolean): string {
    if (!this.isNegated) this.terms.add(term);
    return `${this.columns}${quoted(term)}${isPrefix ? ' *' : ''}`;
  }

  private phrase(terms: readonly string[]): string | undefined {
    if (terms.length === 0) return undefined;
    if (!this.isNegated) for (const term of terms) this.terms.add(term);
    return `${this.columns}${quoted(terms.join(' '))}`;
  }
}

/** Quotes what goes into the full-text language: unquoted, many words of a user would be syntax. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function joined(operator: 'AND' | 'OR', parts: readonly (string | undefined)[]): string | undefined {
  const written = parts.filter((part) => part !== undefined);
  return written.length > 1 ? `(${written.join(` ${operator} `)})` : written[0];
}
