/** What a filter says, as `parseFilter` reads it. Names are not checked against an index yet. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'compare'; readonly path: string; readonly operator: Operator; readonly value: Literal }
  /** `search.in`: the value is one of a list. */
  | { readonly kind: 'in'; readonly path: string; readonly values: readonly string[] }
  /** A Boolean field, or the range variable of a lambda, standing alone. */
  | { readonly kind: 'flag'; readonly path: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  /** `path/any(variable: body)`; `any()` alone asks whether there is anything. */
  | {
      readonly kind: 'lambda';
      readonly quantifier: 'any' | 'all';
      readonly path: string;
      readonly variable?: string;
      readonly body?: Filter;
    };

export const OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A constant. Dates keep their text: what they mean depends on the field. */
export type Literal =
  | { readonly type: 'string' | 'date'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null'; readonly value: null };
