import { invalidExpression, notEmulated, type SearchError } from '../search-error.js';
import { OPERATORS, type Filter, type Literal, type Operator } from './filter.js';
import { literalOf, mirrored, splitList } from './operands.js';
import { syntaxError, tokenize, type Token } from './tokenizer.js';

/** Deepest nesting of parentheses, `not` and lambdas: keeps the parser's own stack, and SQLite's, small. */
const MAX_DEPTH = 100;

/** What `search.in` splits its list at unless told otherwise. */
const DEFAULT_DELIMITERS = ' ,';

/**
 * Reads a `$filter`.
 *
 * @throws {SearchError} 400 with the service's own text where the filter is not one.
 */
export function parseFilter(expression: string): Filter {
  return new FilterParser(expression).parse();
}

/** What stands on either side of an operator. */
type Operand =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'literal'; readonly literal: Literal };

/** Recursive descent: or < and < not < comparison, call, lambda, parentheses. */
class FilterParser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;

  constructor(private readonly expression: string) {
    this.tokens = tokenize(expression);
  }

  parse(): Filter {
    const filter = this.disjunction();
    if (this.current.kind !== 'end') throw this.syntaxError();
    return filter;
  }

  private disjunction(): Filter {
    return this.list('or', () => this.conjunction());
  }

  private conjunction(): Filter {
    return this.list('and', () => this.negation());
  }

  private list(kind: 'and' | 'or', part: () => Filter): Filter {
    const first = part();
    const parts = [first];
    while (this.takeName(kind)) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  private negation(): Filter {
    if (!this.takeName('not')) return this.term();
    return { kind: 'not', part: this.nested(() => this.negation()) };
  }

  private term(): Filter {
    if (this.takeSymbol('(')) {
      const inner = this.nested(() => this.disjunction());
      this.expectSymbol(')');
      return inner;
    }
    if (this.current.kind === 'name' && this.current.text.includes('.')) return this.call();
    const left = this.operand();
    if (typeof left !== 'string') return left;
    return this.comparison({ kind: 'path', path: left });
  }

  /** A comparison that began with a literal, a lambda, or a path still to be compared. */
  private operand(): Filter | string {
    const literal = this.literal();
    if (literal !== undefined) {
      if (literal.type === 'boolean' && !this.isOperator()) return { kind: 'constant', value: literal.value };
      return this.comparison({ kind: 'literal', literal });
    }
    const path = [this.name()];
    while (this.takeSymbol('/')) {
      const next = this.name();
      if ((next === 'any' || next === 'all') && this.takeSymbol('(')) return this.lambda(path.join('/'), next);
      path.push(next);
    }
    return path.join('/');
  }

  private comparison(left: Operand): Filter {
    if (!this.isOperator()) {
      if (left.kind === 'path' && this.endsTerm()) return { kind: 'flag', path: left.path };
      throw this.current.kind === 'end' && left.kind === 'literal' ? this.notBoolean() : this.syntaxError();
    }
    const operator = this.advance().text as Operator;
    const right = this.rightOperand();
    if (left.kind === 'path' && right.kind === 'literal') {
      return { kind: 'compare', path: left.path, operator, value: right.literal };
    }
    if (left.kind === 'literal' && right.kind === 'path') {
      return { kind: 'compare', path: right.path, operator: mirrored(operator), value: left.literal };
    }
    throw invalidExpression(
      'Comparisons must be between a field, range variable or function call and a literal value.',
      '$filter',
    );
  }

  private rightOperand(): Operand {
    const literal = this.literal();
    if (literal !== undefined) return { kind: 'literal', literal };
    const path = [this.name()];
    while (this.takeSymbol('/')) path.push(this.name());
    return { kind: 'path', path: path.join('/') };
  }

  private lambda(path: string, quantifier: 'any' | 'all'): Filter {
    if (quantifier === 'any' && this.takeSymbol(')')) return { kind: 'lambda', quantifier, path };
    const variable = this.name();
    this.expectSymbol(':');
    const body = this.nested(() => this.disjunction());
    this.expectSymbol(')');
    return { kind: 'lambda', quantifier, path, variable, body };
  }

  private call(): Filter {
    const name = this.advance().text;
    if (name.startsWith('geo.') || name.startsWith('search.ismatch'))
      throw notEmulated(`the function '${name}' in a filter`);
    if (name !== 'search.in') {
      throw invalidExpression(
        `An unknown function with name '${name}' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.`,
        '$filter',
      );
    }
    this.expectSymbol('(');
    const path = [this.name()];
    while (this.takeSymbol('/')) path.push(this.name());
    this.expectSymbol(',');
    const list = this.string();
    const delimiters = this.takeSymbol(',') ? this.string() : DEFAULT_DELIMITERS;
    this.expectSymbol(')');
    return { kind: 'in', path: path.join('/'), values: splitList(list, delimiters) };
  }

  private literal(): Literal | undefined {
    const literal = literalOf(this.current);
    if (literal !== undefined) this.at += 1;
    return literal;
  }

  private string(): string {
    if (this.current.kind !== 'string') throw this.syntaxError();
    return this.advance().text;
  }

  private name(): string {
    if (this.current.kind !== 'name')
      throw this.current.kind === 'end' ? this.expressionExpected() : this.syntaxError();
    return this.advance().text;
  }

  private nested<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH)
      throw invalidExpression(`The filter is nested more than ${MAX_DEPTH} levels deep.`, '$filter');
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private get current(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '', end: this.expression.length };
  }

  private advance(): Token {
    const token = this.current;
    this.at += 1;
    return token;
  }

  private isOperator(): boolean {
    return this.current.kind === 'name' && OPERATORS.some((operator) => operator === this.current.text);
  }

  /** Whether the current token may follow a finished term. */
  private endsTerm(): boolean {
    const { kind, text } = this.current;
    return (
      kind === 'end' || (kind === 'symbol' && text === ')') || (kind === 'name' && (text === 'and' || text === 'or'))
    );
  }

  private takeName(text: string): boolean {
    const isHere = this.current.kind === 'name' && this.current.text === text;
    if (isHere) this.at += 1;
    return isHere;
  }

  private takeSymbol(text: string): boolean {
    const isHere = this.current.kind === 'symbol' && this.current.text === text;
    if (isHere) this.at += 1;
    return isHere;
  }

  private expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.syntaxError();
  }

  private syntaxError(): SearchError {
    return invalidExpression(syntaxError(this.current, this.expression), '$filter');
  }

  private expressionExpected(): SearchError {
    return invalidExpression(`Expression expected at position ${this.current.end} in '${this.expression}'.`, '$filter');
  }

  private notBoolean(): SearchError {
    return invalidExpression('The $filter expression must evaluate to a single boolean value.', '$filter');
  }
}
