import type { Literal, Operator } from './filter.js';
import type { Token } from './tokenizer.js';

/** The constant a token stands for, if it is one. */
export function literalOf({ kind, text }: Token): Literal | undefined {
  if (kind === 'string' || kind === 'date') return { type: kind, value: text };
  if (kind === 'number') return { type: 'number', value: Number(text.replace('INF', 'Infinity')) };
  if (kind !== 'name') return undefined;
  if (text === 'null') return { type: 'null', value: null };
  return text === 'true' || text === 'false' ? { type: 'boolean', value: text === 'true' } : undefined;
}

const MIRROR: Readonly<Record<Operator, Operator>> = { eq: 'eq', ne: 'ne', gt: 'lt', lt: 'gt', ge: 'le', le: 'ge' };
/** The operator that says the same when both sides are exchanged. */
export const mirrored = (operator: Operator): Operator => MIRROR[operator];

/** The values of a `search.in` list. Empty ones are none. */
export function splitList(list: string, delimiters: string): string[] {
  const values: string[] = [''];
  for (const character of list) {
    if (delimiters.includes(character)) values.push('');
    else values[values.length - 1] += character;
  }
  return values.filter((value) => value !== '');
}
