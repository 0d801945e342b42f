import type { ReadText } from './text-builder.js';

/** Whether there is anything to read: a letter or a digit of any script. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** The pages on which nothing is to be read, counted from 1; none where the format has no pages. */
export function pagesWithoutText({ text, sections, pages }: ReadText): number[] {
  if (pages === null) return [];
  const read = new Set(sections.filter(({ start, end }) => hasWords(text.slice(start, end))).map(({ page }) => page));
  return Array.from({ length: pages }, (_, i) => i + 1).filter((page) => !read.has(page));
}
