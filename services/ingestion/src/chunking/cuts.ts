/** Parts a text behind every match; the parts joined are the text. */
const behind =
  (end: RegExp) =>
  (text: string): string[] => {
    const parts: string[] = [];
    let from = 0;
    for (const { 0: match, index } of text.matchAll(end)) {
      parts.push(text.slice(from, index + match.length));
      from = index + match.length;
    }
    return [...parts, text.slice(from)].filter((part) => part !== '');
  };

/**
 * Ways to part a text, best first; the parts joined are the text.
 *
 * A full stop belongs to the sentence that it ends, a blank to the word behind it (which is how the tokenizer sees it:
 * one token, not two), and a character is a code point, never half of a pair.
 */
export const CUTS: readonly ((text: string) => string[])[] = [
  // Paragraphs.
  behind(/\n{2,}/g),
  // Lines: rows, items, paragraphs. One that goes on in small letters was only wrapped.
  behind(/\n(?!\p{Ll})/gu),
  // Cells of a row that is too long for one chunk.
  behind(/\S(?= \| )/g),
  // Sentences. "e.g. this" goes on, and so does 'He said "no." and left'.
  behind(/[.!?…؟۔।॥]+["'”’»)\]]*(?=\s+[^\p{Ll}\s])|[。！？။]+[”’」』）]*/gu),
  // Sentences of those who write no capitals.
  behind(/[.!?…]+["'”’»)\]]*(?=\s)/g),
  // Clauses.
  behind(/[;:](?=\s)|；/g),
  behind(/,(?=\s)|[，、]/g),
  // Words.
  behind(/\S(?=\s)/gu),
  (text) => Array.from(text),
];
