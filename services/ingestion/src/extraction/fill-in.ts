import type { PageText } from '../ports/text-extractor.port.js';
import { hasWords } from './empty-pages.js';
import { TextBuilder, type ReadText } from './text-builder.js';

/**
 * A text with what was recognised on its pages without words in its place, page by page. What a page said before it
 * keeps where nothing was recognised.
 */
export function fillIn(read: Pick<ReadText, 'text' | 'sections' | 'pages'>, recognised: readonly PageText[]): ReadText {
  const found = new Map(recognised.filter(({ text }) => hasWords(text)).map(({ page, text }) => [page, text]));
  const parts = [
    ...read.sections
      .filter(({ page }) => page === null || !found.has(page))
      .map(({ start, end, page, heading }) => ({ raw: read.text.slice(start, end), page, heading })),
    ...Array.from(found, ([page, raw]) => ({ raw, page, heading: null })),
  ].sort((a, b) => (a.page ?? 0) - (b.page ?? 0));
  const builder = new TextBuilder();
  for (const { raw, page, heading } of parts) builder.add(raw, page === null ? { heading } : { page, heading });
  return builder.finish(read.pages, false);
}
