import type { RefusalReason } from '@shared/contracts';
import { BY_SCRIPT, BY_WORDS, ENGLISH, type RefusalTexts } from './refusal-languages.js';

/** A question in another script quotes Latin names; one in Latin letters may quote a word of another script. Of all letters, so many decide. */
const MIN_SCRIPT_SHARE = 0.25;
/** Fewer hints than these may be chance: "Is der Rosenkavalier an opera?" has one. */
const MIN_HINTS = 2;

/**
 * The sentence for a refusal, in the language of the question where we have one and it shows.
 *
 * @param configured the operator's own sentence; said in place of ours where the documents do not answer.
 */
export function refusalText(reason: RefusalReason, question: string, configured: string | undefined): string {
  const isSilence = reason === 'nothing-found' || reason === 'not-in-sources';
  if (isSilence && configured !== undefined) return configured;
  return textsFor(question)[isSilence ? 'silent' : reason];
}

function textsFor(question: string): RefusalTexts {
  const letters = countOf(question, /\p{L}/gu);
  const foreign = countOf(question, /(?!\p{Script=Latin})\p{L}/gu);
  if (foreign > 0 && foreign >= MIN_SCRIPT_SHARE * letters)
    return BY_SCRIPT.find((language) => language.letters.test(question))?.texts ?? ENGLISH;
  const scored = BY_WORDS.map(({ hints, texts }) => ({ texts, count: countOf(question, hints) }));
  const best = scored.reduce((a, b) => (b.count > a.count ? b : a));
  return best.count >= MIN_HINTS ? best.texts : ENGLISH;
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
