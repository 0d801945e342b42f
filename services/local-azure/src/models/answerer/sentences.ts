/** Longest sentence that is quoted whole, characters; a longer one is cut at a blank. */
const MAX_SENTENCE_CHARS = 420;

/** A line that is a thing of its own: a bullet, a numbered point, a heading mark, a table row. */
const OWN_LINE = /^\s*(?:[-*•▪◦‣·]|\d+[.)]|#{1,6}\s|\|)/;

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/** Abbreviations after which a sentence goes on. */
const ABBREVIATION =
  /(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Vol|Fig|Eq|vs|etc|approx|ca|cf|e\.g|i\.e|Inc|Ltd|Co|Corp|Jr|Sr|U\.S|U\.K)\.\s*$/;

/** Sentences of a text, in order. Lines wrapped in the middle of a sentence are joined; bullets and table rows stand alone. */
export function sentencesOf(text: string): string[] {
  return blocksOf(text).flatMap(splitBlock);
}

function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let current = '';
  for (const line of text.split('\n')) {
    const isBreak = line.trim() === '' || OWN_LINE.test(line) || line.includes('\t') || line.includes(' | ');
    if (isBreak && current !== '') {
      blocks.push(current);
      current = '';
    }
    if (line.trim() !== '') current = current === '' ? line.trim() : `${current} ${line.trim()}`;
  }
  if (current !== '') blocks.push(current);
  return blocks;
}

function splitBlock(block: string): string[] {
  const sentences: string[] = [];
  let current = '';
  for (const { segment } of segmenter.segment(block)) {
    current += segment;
    if (ABBREVIATION.test(current)) continue;
    sentences.push(current.trim());
    current = '';
  }
  if (current.trim() !== '') sentences.push(current.trim());
  return sentences.filter((sentence) => sentence !== '').map(shorten);
}

function shorten(sentence: string): string {
  if (sentence.length <= MAX_SENTENCE_CHARS) return sentence;
  const cut = sentence.lastIndexOf(' ', MAX_SENTENCE_CHARS);
  return sentence.slice(0, cut > 0 ? cut : MAX_SENTENCE_CHARS).trimEnd();
}
