/** Scripts without blanks between words: each character counts for itself. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Hangul}]/u;

/** The words of a text, small and in their plain form, with how often each is there. */
export function tokens(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    for (const token of UNSPACED.test(word) ? word : [word]) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return counts;
}

/** 2 x shared / (all of one + all of the other), repeated words counted as often as both have them; 1 if both have none. */
export function tokenF1(one: string, other: string): number {
  const [a, b] = [tokens(one), tokens(other)];
  const total = sum(a) + sum(b);
  if (total === 0) return 1;
  let shared = 0;
  for (const [token, count] of a) shared += Math.min(count, b.get(token) ?? 0);
  return (2 * shared) / total;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, n) => all + n, 0);

/** One spelling for comparing texts whole: plain forms, single blanks, no marks that cannot be seen. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\uFEFF\u00AD]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
