/** Longest sentence that is quoted whole, characters; a longer one is cut at a blank. */
const MAX_SENTENCE_CHARS = 420;

/** A line without an end of its own that is shorter than this share of the longest one was not wrapped: it is a heading. */
const HEADING_SHARE = 0.6;

/** What a list marks its points with. Not part of what the point says. */
const MARK = /^\s*(?:[-*•▪◦‣·]|#{1,6}(?=\s)|\|)\s*/;
/** A line that is a thing of its own: a point of a list, a numbered point, a table row. */
const OWN_LINE = /^\s*(?:[-*•▪◦‣·]|\d+[.)]\s|#{1,6}\s|\|)|\t| \| /;
const HAS_END = /[.!?:;,。！？：；،؟।][)"'”’\]]*\s*$/;
const BEGINS_ANEW = /^\s*["'“‘(]?[\p{Lu}\p{N}]/u;

/** Abbreviations after which a sentence goes on. */
const ABBREVIATION =
  /(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Vol|Fig|Eq|vs|etc|approx|ca|cf|e\.g|i\.e|Inc|Ltd|Co|Corp|Jr|Sr|U\.S|U\.K)\.\s*$/;

/** How far back an abbreviation can reach, characters. */
const LONGEST_ABBREVIATION = 10;

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/** A sentence as it is quoted. */
export interface Sentence {
  readonly text: string;
  /** It names what follows and says nothing itself. */
  readonly isHeading: boolean;
}

/** Sentences of a text, in order. Lines wrapped in the middle of a sentence are joined; headings, points and table rows stand alone. */
export function sentencesOf(text: string): Sentence[] {
  return blocksOf(text).flatMap(({ text: block, isHeading }) =>
    splitBlock(block).map((one) => ({ text: one, isHeading })),
  );
}

function blocksOf(text: string): Sentence[] {
  const lines = text.split('\n');
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const blocks: Sentence[] = [];
  let current = '';
  const close = (isHeading: boolean): void => {
    if (current !== '') blocks.push({ text: current.replace(MARK, ''), isHeading });
    current = '';
  };
  for (const [at, line] of lines.entries()) {
    const bare = line.trim();
    if (bare === '' || OWN_LINE.test(line)) close(false);
    if (bare === '') continue;
    const isAlone = current === '';
    current = isAlone ? bare : `${current} ${bare}`;
    const next = lines[at + 1] ?? '';
    const isCutShort = bare.length < HEADING_SHARE * longest && !HAS_END.test(bare) && BEGINS_ANEW.test(next);
    if (isCutShort) close(isAlone && !OWN_LINE.test(line));
  }
  close(false);
  return blocks;
}

function splitBlock(block: string): string[] {
  const sentences: string[] = [];
  let current = '';
  for (const { segment } of segmenter.segment(block)) {
    current += segment;
    if (ABBREVIATION.test(current.slice(-LONGEST_ABBREVIATION))) continue;
    sentences.push(current.trim());
    current = '';
  }
  sentences.push(current.trim());
  return sentences.filter((sentence) => sentence !== '').map(shorten);
}

function shorten(sentence: string): string {
  if (sentence.length <= MAX_SENTENCE_CHARS) return sentence;
  const cut = sentence.lastIndexOf(' ', MAX_SENTENCE_CHARS);
  return sentence.slice(0, cut > 0 ? cut : MAX_SENTENCE_CHARS).trimEnd();
}
