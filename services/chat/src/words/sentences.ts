/** A part of a text by UTF-16 offsets, without the white space around it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Longest text handed to the segmenter at once, characters: its cost per call grows with the text. */
const SLICE_CHARS = 20_000;
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** The runtime's rules end a sentence after these; a reader does not. */
const ABBREVIATION =
  /(?:^|[\s(])(?:(?:e\.g|i\.e|etc|vs|cf|nos|approx|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|fig|al|art|sec|p|pp|vol|u\.s|u\.k)\.|\p{Lu}\.)$/iu;

/**
 * The sentences of a text, in order. A line break ends one as well when the next line starts something new (a table
 * row, a list item, a heading), because that is how extracted text looks.
 */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < text.length; from += SLICE_CHARS) {
    let open: Span | undefined;
    for (const { segment, index } of segmenter.segment(text.slice(from, from + SLICE_CHARS))) {
      const start = open?.start ?? from + index;
      const end = from + index + segment.length;
      const said = text.slice(start, end);
      if (ABBREVIATION.test(said.trimEnd()) && !said.includes('\n', said.trimEnd().length)) {
        open = { start, end };
        continue;
      }
      open = undefined;
      spans.push(...linesOf(text, { start, end }));
    }
    if (open) spans.push(...linesOf(text, open));
  }
  return spans;
}

const NEW_THING = /\n(?=[ \t]*(?:\n|[-*•▪|#]|\d+[.)]\s))/g;

/** Cuts at line breaks that begin something new, and takes the white space off. */
function linesOf(text: string, { start, end }: Span): Span[] {
  const said = text.slice(start, end);
  const cuts = [0, ...Array.from(said.matchAll(NEW_THING), (match) => match.index + 1), said.length];
  return cuts.slice(1).flatMap((to, i) => trimmed(text, { start: start + (cuts[i] ?? 0), end: start + to }) ?? []);
}

function trimmed(text: string, { start, end }: Span): Span | undefined {
  const said = text.slice(start, end);
  const lead = said.length - said.trimStart().length;
  const length = said.trim().length;
  return length === 0 ? undefined : { start: start + lead, end: start + lead + length };
}
