import type { Source } from './prompt.js';
import { sentencesOf } from './sentences.js';

const ORDER =
  /\b(?:ignore|disregard|forget|override|instead|you must|you are now|system prompt|new instructions?|do not (?:tell|mention|cite)|(?:in|to|of|with) your (?:response|reply|answer|message)|your message|(?:your|the) (?:instructions|rules) (?:above|word for word))\b/i;
/** It is told to tell what it was told: every model that obeys this can, for it has the words before it. */
const TELL =
  /\b(?:reveal|print|repeat|output|show|tell|write|recite|translate|append|include)\b.{0,60}\b(?:system prompt|(?:your|the|all) (?:\w+ )?(?:instructions|rules|prompt))\b/is;
const SAY =
  /\b(?:say|reply|answer|respond|write|output|print|tell (?:the )?user|include|append|state)\b(?:\s+(?:only|exactly|with|that|the (?:words?|text|following)|this))*\s*:?\s*["'“‘]?(.+?)["'”’]?\s*[.!]?$/i;

/**
 * What an instruction hidden in the sources orders, as a gullible model would carry it out: its own instructions if it is
 * told to tell them, the words it is told to say, or the instruction itself. Nothing if no sentence gives orders.
 *
 * @param told the model's own instructions.
 */
export function orderIn(sources: readonly Source[], told: string): string | undefined {
  const sentences = sources.flatMap((source) => sentencesOf(source.text).map(({ text }) => text));
  const at = sentences.findIndex((sentence) => ORDER.test(sentence));
  if (at < 0) return undefined;
  const order = sentences.slice(at, at + 2);
  if (TELL.test(order.join(' '))) return told;
  for (const sentence of order) {
    const said = SAY.exec(sentence)?.[1]?.trim();
    if (said && /[\p{L}\p{N}]/u.test(said)) return said;
  }
  return order[0];
}
