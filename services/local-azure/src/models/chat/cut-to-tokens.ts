import { piecesOf } from '../pacing.js';
import { tokensIn } from '../tokens.js';

/** An answer held to the caller's limits, and why it ends. */
export interface Limited {
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

/**
 * Cuts an answer before the first stop sequence, then at most after so many tokens, between two pieces.
 * @param maxTokens at least 1; absent: no limit.
 */
export function cutToTokens(
  answer: string,
  maxTokens?: number | null,
  stop?: string | readonly string[] | null,
): Limited {
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? []))
    .map((text) => answer.indexOf(text))
    .filter((at) => at >= 0);
  const text = answer.slice(0, Math.min(answer.length, ...stops));
  if (maxTokens === undefined || maxTokens === null) return { text, finish: 'stop' };
  let tokens = 0;
  let chars = 0;
  for (const piece of piecesOf(text)) {
    tokens += tokensIn(piece);
    if (tokens > maxTokens) return { text: text.slice(0, chars), finish: 'length' };
    chars += piece.length;
  }
  return { text, finish: 'stop' };
}
