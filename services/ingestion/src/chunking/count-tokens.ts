import { countTokens as countSlice } from 'gpt-tokenizer/encoding/cl100k_base';

/** Longest piece given to the tokenizer, in characters: on unbroken runs its time grows faster than their length. */
const SLICE_CHARS = 1_000;

/** Words like "<|endoftext|>" in a document are text, not commands. */
const PLAIN = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

/**
 * Tokens of a text by `cl100k_base`, the tokenizer of OpenAI's embedding models.
 *
 * Counted in slices, so that a text of more than {@link SLICE_CHARS} characters may come out a token or two
 * higher for each cut; never lower by more.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + SLICE_CHARS);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    tokens += countSlice(text.slice(at, end), PLAIN);
    at = end;
  }
  return tokens;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
