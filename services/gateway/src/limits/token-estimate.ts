import type { ActualUse, ExpectedUse } from '../ports/usage-meter.port.js';

/** Bytes of text in one token: English has a little over 4, and other scripts, with 2 or 3 bytes a letter, not more. */
const BYTES_PER_TOKEN = 4;
/** Bytes of sound in one token: speech models count about 10 tokens a second, and 128 kbit/s are 16,000 bytes. */
const SOUND_BYTES_PER_TOKEN = 1_600;
/** The most that bytes are taken for, in tokens: a larger body holds pictures, which cost what they show and not what they weigh. */
const MAX_GUESS_TOKENS = 128_000;
/** What an answer may come to whose client names no longest, in tokens. */
const USUAL_ANSWER_TOKENS = 1_024;
/** Operations whose longest answer is our own choice and not the client's, who could not ask for less. */
const OURS = new Set(['chat', 'completion', 'answer']);
/** Operations that write text. */
const WRITING = new Set(['chat/completions', 'responses', 'answer']);

/** What bytes of a request or an answer come to. */
export const tokensIn = (bytes: number, operation: string): number =>
  operation.startsWith('audio/') || operation === 'realtime'
    ? Math.ceil(bytes / SOUND_BYTES_PER_TOKEN)
    : Math.min(MAX_GUESS_TOKENS, Math.ceil(bytes / BYTES_PER_TOKEN));

/** What must be free for a call before it is made, and what it holds if it can, in tokens. */
export function expectedTokens({ operation, requestBytes, maxOutputTokens }: ExpectedUse): {
  needed: number;
  wanted: number;
} {
  const prompt = tokensIn(requestBytes, operation);
  const usual = WRITING.has(operation) ? USUAL_ANSWER_TOKENS : 0;
  return {
    needed: prompt + (OURS.has(operation) ? 0 : (maxOutputTokens ?? 0)),
    wanted: prompt + (maxOutputTokens ?? usual),
  };
}

/**
 * What a call is charged, in tokens: the provider's count, or what its bytes come to where none arrived, so that leaving
 * before the last chunk is not free. A call that nobody took costs nothing.
 */
export function chargedTokens(
  { tokens, requestBytes, answerBytes, outcome }: ActualUse,
  operation: string,
): { input: number; output: number } {
  if (tokens) return tokens;
  if (outcome === 'refused') return { input: 0, output: 0 };
  return { input: tokensIn(requestBytes, operation), output: tokensIn(answerBytes, operation) };
}
