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
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|nos|approx|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|fig|sec|pp?|vol|u\.s|u\.k)\.$/iu;
/** "J." of a name stands at the beginning or after another name; "garage B." ends a sentence. */
const INITIAL = /(?:^|\p{Lu}\p{L}*\.?\s+|[(“"])\p{Lu}\.$/u;

/** A line at least this long was wrapped by a page's width, not ended by its writer; characters. */
const WRAPPED_LINE_CHARS = 60;

/**
 * The text, of the same length, with spaces for the line breaks inside a sentence: pages are wrapped at their width,
 * and the runtime ends a sentence at every line.
 */
function unwrapped(text: string): string {
  return text.replace(/\r?\n(?=[ \t]*(\S))/g, (lineBreak, next: string, at: number) => {
    const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trimEnd();
    const goesOn = /\p{Ll}/u.test(next) || (/[\p{L}\p{N}(]/u.test(next) && line.length >= WRAPPED_LINE_CHARS);
    return goesOn && line !== '' && !/[.:;!?。]$/u.test(line) ? ' '.repeat(lineBreak.length) : lineBreak;
  });
}

/**
 * The sentences of a text, in order. A line break ends one as well when the next line starts something new (a table
 * row, a list item, a heading), because that is how extracted text looks.
 */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < text.length; from += SLICE_CHARS) {
    let open: Span | undefined;
    for (const { segment, index } of segmenter.segment(unwrapped(text.slice(from, from + SLICE_CHARS)))) {
      const start = open?.start ?? from + index;
      const end = from + index + segment.length;
      const said = text.slice(start, end);
      if (isCutShort(said)) {
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

/** Whether what looks like the end of a sentence is an abbreviation in the middle of one. */
function isCutShort(said: string): boolean {
  const trimmed = said.trimEnd();
  return (ABBREVIATION.test(trimmed) || INITIAL.test(trimmed)) && !said.includes('\n', trimmed.length);
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
