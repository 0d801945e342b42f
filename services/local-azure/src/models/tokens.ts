import { countTokens, decode } from 'gpt-tokenizer/encoding/cl100k_base';

/** Tokenizers take more than linear time on long unbroken runs, so text is counted in slices of this many characters. */
const SLICE_CHARS = 1_000;
/** What a message costs besides its text, in tokens: OpenAI's own counting recipe. */
const TOKENS_PER_MESSAGE = 3;
/** Special tokens in a user's text are text. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** Tokens of a text in cl100k_base, counted slice by slice: at most one too many a slice. */
export function tokensIn(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at += SLICE_CHARS)
    tokens += countTokens(text.slice(at, at + SLICE_CHARS), AS_TEXT);
  return tokens;
}

/** Tokens of a whole prompt. */
export function tokensInPrompt(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + tokensIn(text) + TOKENS_PER_MESSAGE, TOKENS_PER_MESSAGE);
}

/** The text that a list of cl100k_base tokens stands for: embeddings may be asked for by token. */
export const textOf = (tokens: readonly number[]): string => decode(tokens);
