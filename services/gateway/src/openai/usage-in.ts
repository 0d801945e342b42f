/** Tokens by the provider's count. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** Unescaped quotes: inside a string of the answer they would be written with a backslash. */
const USAGE = /"usage" ?: ?\{/g;

/**
 * The last usage that a JSON text tells, found without parsing the text: answers may be megabytes of vectors.
 * `"usage": null`, as on every chunk of a stream, is none.
 */
export function usageIn(text: string): Tokens | undefined {
  let found: Tokens | undefined;
  for (const match of text.matchAll(USAGE))
    found = tokensOf(objectAt(text, match.index + match[0].length - 1)) ?? found;
  return found;
}

/** @param from where the opening brace is. Usage holds numbers and objects of numbers, no braces in strings. */
function objectAt(text: string, from: number): unknown {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth > 0) continue;
    try {
      return JSON.parse(text.slice(from, at + 1));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** Chat and embeddings say `prompt_tokens`, responses and audio `input_tokens`. */
function tokensOf(usage: unknown): Tokens | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const count = (...names: string[]): number | undefined =>
    names
      .map((name) => (usage as Readonly<Record<string, unknown>>)[name])
      .find((value): value is number => typeof value === 'number' && value >= 0);
  const input = count('prompt_tokens', 'input_tokens');
  const output = count('completion_tokens', 'output_tokens') ?? 0;
  return input === undefined || input + output === 0 ? undefined : { input, output };
}
