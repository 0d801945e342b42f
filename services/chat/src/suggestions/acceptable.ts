import { LeakGuard } from '../guard/leak-guard.js';
import type { Passage } from '../retrieval/passage.js';
import { coverageOf, differInScript } from '../retrieval/relevance.js';
import { stemsOf } from '../words/content-words.js';

/** What a suggestion is held against. */
export interface SuggestionRules {
  /** The question that was answered. */
  readonly question: string;
  readonly passages: readonly Passage[];
  /** How many at most. */
  readonly most: number;
  /** What the model was told, which no suggestion may tell. */
  readonly instructions: string;
  /** Least share of its content words in the best passage, as it is asked of any question. */
  readonly minCoverage: number;
}

/** Longest suggestion, in characters: it stands on a button. */
const MAX_CHARS = 200;
/** An address, or the bracket of a Markdown link. */
const LINK = /https?:|www\.|\]\(/i;
const MARKERS = /\s*\[\d{1,3}\]/g;

/**
 * The suggestions that may be shown: one line, no address, no word of the prompt, each another question than was asked,
 * and each one that would find something if it were asked: a button must not lead to a refusal.
 */
export function acceptable(questions: readonly string[], rules: SuggestionRules): string[] {
  const texts = rules.passages.map(({ title, heading, text }) => `${title} ${heading ?? ''} ${text}`);
  const seen = new Set([keyOf(rules.question)]);
  const taken: string[] = [];
  for (const question of questions.map(tidy)) {
    if (taken.length === rules.most) break;
    const key = keyOf(question);
    if (seen.has(key) || !isFit(question, texts, rules)) continue;
    seen.add(key);
    taken.push(question);
  }
  return taken;
}

function isFit(question: string, texts: readonly string[], { instructions, minCoverage }: SuggestionRules): boolean {
  if (question === '' || question.length > MAX_CHARS || LINK.test(question)) return false;
  const guard = new LeakGuard(instructions, texts);
  if (guard.push(question).leaks || guard.end().leaks) return false;
  const coverage = coverageOf(question, texts);
  return texts.some((text, i) => (coverage[i] ?? 0) >= minCoverage || differInScript(question, text));
}

const tidy = (question: string): string => question.replace(MARKERS, '').replace(/\s+/g, ' ').trim();

/** Two questions with the same content words are one; one without any is known by its letters. */
function keyOf(question: string): string {
  const stems = [...stemsOf(question)].toSorted();
  return stems.length > 0 ? stems.join(' ') : question.toLowerCase();
}
