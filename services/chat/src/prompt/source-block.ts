import type { Passage } from '../retrieval/passage.js';

/**
 * A passage between delimiters that its text cannot forge.
 *
 * @param nonce part of every delimiter, random for each prompt: letters and digits that no document can know.
 */
export function sourceBlock(passage: Passage, id: number, nonce: string): string {
  const place =
    passage.page !== undefined
      ? `page ${passage.page}`
      : (passage.heading ?? (passage.lines ? `lines ${passage.lines.join('-')}` : ''));
  const attributes = `id="${id}" title="${attribute(passage.title)}"${place ? ` place="${attribute(place)}"` : ''}`;
  return `<source-${nonce} ${attributes}>\n${harmless(passage.text, nonce)}\n</source-${nonce}>`;
}

/** A title is a user's text as well: it must not end its attribute or its tag. */
const attribute = (text: string): string =>
  text
    .replace(/["<>\s]+/g, ' ')
    .trim()
    .slice(0, 200);

/**
 * A source's own `[1]` would read as a citation of ours once the model repeats it: shown to the model in round
 * brackets. Quotes are taken from the passage itself, never from here.
 */
export function harmless(text: string, nonce: string): string {
  return text.replaceAll(nonce, '').replace(/[[【](\s*\^?\d+(?:\s*[,;–-]\s*\d+)*\s*)[\]】]/g, '($1)');
}
