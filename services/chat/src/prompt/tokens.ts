import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Every tokenizer takes more than linear time on long unbroken runs, so text is counted in slices of this many characters. */
const SLICE_CHARS = 1_000;
/** Special tokens in a document are text like any other. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** Tokens of a text in o200k_base, the encoding of Azure's chat models since gpt-4o; at most one too many a slice. */
export function tokensIn(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at += SLICE_CHARS)
    tokens += countTokens(text.slice(at, at + SLICE_CHARS), AS_TEXT);
  return tokens;
}
