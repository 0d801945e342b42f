import type { Source } from './prompt.js';
import { sentencesOf } from './sentences.js';

const ORDER =
  /\b(?:ignore|disregard|forget|override|instead|you must|you are now|system prompt|new instructions?|do not (?:tell|mention|cite))\b/i;
const SAY =
  /\b(?:say|reply|answer|respond|write|output|print|tell (?:the )?user|include|append|state)\b(?:\s+(?:only|exactly|with|that|the (?:words?|text|following)|this))*\s*:?\s*["'“‘]?(.+?)["'”’]?\s*[.!]?$/i;

/**
 * What an instruction hidden in the sources orders, as a gullible model would carry it out: the words it is told to
 * say, or the instruction itself. Nothing if no sentence gives orders.
 */
export function orderIn(sources: readonly Source[]): string | undefined {
  const sentences = sources.flatMap((source) => sentencesOf(source.text).map(({ text }) => text));
  const at = sentences.findIndex((sentence) => ORDER.test(sentence));
  if (at < 0) return undefined;
  const order = sentences.slice(at, at + 2);
  for (const sentence of order) {
    const said = SAY.exec(sentence)?.[1]?.trim();
    if (said) return said;
  }
  return order[0];
}
