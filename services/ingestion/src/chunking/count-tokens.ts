import { countTokens as countSlice } from 'gpt-tokenizer/encoding/cl100k_base';

/** Longest piece given to the tokenizer, in characters: on unbroken runs its time grows faster than their length. */
const SLICE_CHARS = 1_000;

/** Words like "<|endoftext|>" in a document are text, not commands. */
const PLAIN = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

/**
 * Tokens of a text by `cl100k_base`, the tokenizer of OpenAI's embedding models.
 *
 * Counted in slices that begin with a blank where there is one, as most tokens do: then the sum is exact. A run of
 * more than {@link SLICE_CHARS} characters without a blank may come out a token or two higher for each cut.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length;) {
    const end = sliceEnd(text, at);
    tokens += countSlice(text.slice(at, end), PLAIN);
    at = end;
  }
  return tokens;
}

function sliceEnd(text: string, at: number): number {
  const end = at + SLICE_CHARS;
  if (end >= text.length) return text.length;
  const blank = text.lastIndexOf(' ', end);
  if (blank > at) return blank;
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
