import type { Passage } from './passage.js';

/**
 * Folds passages that say the same: one whose words all stand in a better one, in the same order, is dropped, and one that
 * continues another of the same page or section is joined to it, overlap taken once.
 *
 * Copies of a document differ in signs, bullets, line breaks, hyphens and ligatures, which count for nothing here. A word more
 * or another one does count: the twin of a plan differs from it in one name or one figure, and a "not" changes everything.
 *
 * The better-ranked of the two keeps its place. A joined passage is still letter for letter a part of its version's text.
 */
export function folded(passages: readonly Passage[]): Passage[] {
  const kept: { passage: Passage; words: string }[] = [];
  for (const passage of passages) {
    const words = normal(passage.text);
    if (kept.some((other) => other.words.includes(words))) continue;
    const at = kept.findIndex((other) => continues(other.passage, passage));
    const other = kept[at];
    const whole = other ? joined(other.passage, passage) : passage;
    kept.splice(other ? at : kept.length, 1, { passage: whole, words: other ? normal(whole.text) : words });
  }
  return kept.map(({ passage }) => passage);
}

/** The words alone, each between blanks. Han, Kana and Thai letters are words of their own: nothing parts theirs. */
function normal(text: string): string {
  const words = text
    .normalize('NFKC')
    .replace(/\u00ad|(?<=\p{L})-\s*\n\s*(?=\p{Ll})/gu, '')
    .toLowerCase()
    .match(WORD);
  return ` ${(words ?? []).join(' ')} `;
}

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}])+|%|[€$£¥]/gu;

/** Longest joined passage, in characters: a source should stay one thing. */
const MAX_JOINED_CHARS = 6_000;

function continues(a: Passage, b: Passage): boolean {
  const isSamePlace =
    a.documentId === b.documentId && a.version === b.version && a.page === b.page && a.heading === b.heading;
  if (!isSamePlace || Math.abs(a.ordinal - b.ordinal) !== 1) return false;
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  return second.start <= first.end && Math.max(first.end, second.end) - first.start <= MAX_JOINED_CHARS;
}

function joined(better: Passage, other: Passage): Passage {
  const [first, second] = better.start <= other.start ? [better, other] : [other, better];
  const text = first.text + second.text.slice(Math.max(0, first.end - second.start));
  const lines = first.lines && second.lines ? { lines: [first.lines[0], second.lines[1]] as [number, number] } : {};
  // The later ordinal: what follows next may be joined as well.
  return {
    ...better,
    ...lines,
    text,
    start: first.start,
    end: Math.max(first.end, second.end),
    ordinal: second.ordinal,
  };
}
