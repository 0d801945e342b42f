import { leafFields } from '../definition/field.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import { invalidExpression } from '../search-error.js';
import { syntaxError, tokenize } from './tokenizer.js';

/** One clause of `$orderby`: a field, or the score. */
export interface OrderClause {
  /** Absent: the score. */
  readonly path?: string;
  readonly isDescending: boolean;
}

/** Most clauses of one `$orderby`: the service's own limit. */
const MAX_CLAUSES = 32;

/**
 * Reads an `$orderby`, such as `rating desc, search.score() desc`.
 *
 * @throws {SearchError} 400 where it is not one, or a field is unknown or not sortable.
 */
export function parseOrderBy(expression: string, definition: IndexDefinition): OrderClause[] {
  const sortable = new Map(leafFields(definition).map(({ path, field }) => [path, field.sortable]));
  const tokens = tokenize(expression);
  const clauses: OrderClause[] = [];
  let at = 0;
  const end = { kind: 'end', text: '', end: expression.length } as const;
  const broken = () => invalidExpression(syntaxError(tokens[at] ?? end, expression), '$orderby');
  const take = (text: string): boolean => tokens[at]?.text === text && tokens[at]?.kind !== 'string' && ++at > 0;
  do {
    const path: string[] = [];
    do {
      const token = tokens[at];
      if (token?.kind !== 'name') throw broken();
      path.push(token.text);
      at += 1;
    } while (take('/'));
    const name = path.join('/');
    const isScore = name === 'search.score';
    if (isScore && !(take('(') && take(')'))) throw broken();
    if (!isScore) checkSortable(name, sortable.get(name));
    const isDescending = take('desc');
    if (!isDescending) take('asc');
    clauses.push(isScore ? { isDescending } : { path: name, isDescending });
  } while (take(','));
  if (tokens[at]?.kind !== 'end') throw broken();
  if (clauses.length > MAX_CLAUSES)
    throw invalidExpression(`There are ${clauses.length} clauses; at most ${MAX_CLAUSES} are allowed.`, '$orderby');
  return clauses;
}

function checkSortable(path: string, isSortable: boolean | undefined): void {
  if (isSortable === undefined)
    throw invalidExpression(`Could not find a property named '${path}' on type 'search.document'.`, '$orderby');
  if (!isSortable)
    throw invalidExpression(
      `'${path}' is not a sortable field. Only sortable fields can be used in orderby expressions.`,
      '$orderby',
    );
}
