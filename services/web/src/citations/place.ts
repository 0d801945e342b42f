import { type Place } from '@shared/contracts';
import { text } from '../text.js';

/** Where in its document a passage stands, in words: page, heading, lines. Empty when it is not known. */
export function placeWords({ page, heading, lines }: Place): string {
  const parts = [
    page === undefined ? null : text.sources.page(page),
    heading ?? null,
    lines === undefined ? null : text.sources.lines(...lines),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
