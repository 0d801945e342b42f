/** A part of a model's answer: words for the reader, or numbers that claim to be sources. */
export type ScannedPiece =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'marker';
      /** As the model wrote them, in order; they may name no source. */
      readonly numbers: readonly number[];
      /** White space before the marker: it goes where the marker goes. */
      readonly lead: string;
      /** A space where the next character would make a link of the marker, otherwise empty. */
      readonly guard: string;
    };

const NUMBER = String.raw`(?:\^|(?:sources?|passages?|documents?|docs?|citations?)[\s:#]*)?\d+`;
/** `[3]`, `[3, 4]`, `[3-5]`, `[^3]`, `[Source 3]`, and the brackets some models were trained on: `【3†source】`. */
const MARKER = new RegExp(
  String.raw`^(?:\[\s*${NUMBER}(?:\s*(?:,|;|&|and|-|–)\s*${NUMBER})*\s*\]|【\s*\d+[^】\n]{0,40}】)`,
  'iu',
);
/** What may still become a marker when more text comes. */
const UNFINISHED_MARKER = /^(?:\[[a-z\d\s^,;&#:–-]{0,48}|【[^】\n]{0,44})$/iu;
/** Source numbers are small: `[2026]` is a year, and is shown in round brackets. */
const LARGEST_NUMBER = 999;
/** Where something other than plain words may begin. */
const SPECIAL = /[ \t]*[[【]|`|\n|[ \t]+$/u;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const UNFINISHED_FENCE = /^ {0,3}(?:`*|~*)$/;
/** Longest code span waited for, in characters; a lone backtick must not hold the answer back. */
const MAX_CODE_SPAN = 400;

/**
 * Tells citation markers from text while the answer streams.
 *
 * Holds back only what could still become a marker, a code span or a fence. Code passes untouched: `row[1]` in a
 * code block is an index, not a source.
 */
export class MarkerScanner {
  private buffer = '';
  private atLineStart = true;
  private fence: string | undefined;

  /** What is certain after this delta. */
  push(delta: string): ScannedPiece[] {
    this.buffer += delta;
    return this.drain(false);
  }

  /** What was held back; call once, after the last delta. */
  flush(): ScannedPiece[] {
    return this.drain(true);
  }

  private drain(isLast: boolean): ScannedPiece[] {
    const pieces: ScannedPiece[] = [];
    while (this.buffer.length > 0) {
      const piece = this.fence ? this.codeLine(isLast) : this.next(isLast);
      if (!piece) break;
      pieces.push(piece);
    }
    return pieces;
  }

  /** The next piece outside a code block, or nothing until more text comes. */
  private next(isLast: boolean): ScannedPiece | undefined {
    if (this.atLineStart) {
      const opening = FENCE.exec(this.buffer)?.[1];
      if (opening) return this.openFence(opening, isLast);
      if (!isLast && UNFINISHED_FENCE.test(this.buffer)) return undefined;
    }
    const special = SPECIAL.exec(this.buffer);
    if (!special) return this.take(this.buffer.length);
    if (special.index > 0) return this.take(special.index);
    const lead = /^[ \t]*/.exec(this.buffer)?.[0] ?? '';
    const sign = this.buffer[lead.length];
    if (sign === undefined) return isLast ? this.take(this.buffer.length) : undefined;
    if (sign === '\n') return this.take(1);
    return sign === '`' ? this.codeSpan(isLast) : this.bracket(lead, isLast);
  }

  private bracket(lead: string, isLast: boolean): ScannedPiece | undefined {
    const rest = this.buffer.slice(lead.length);
    const marker = MARKER.exec(rest)?.[0];
    if (!marker) return !isLast && UNFINISHED_MARKER.test(rest) ? undefined : this.take(lead.length + 1);
    const following = rest[marker.length];
    if (following === undefined && !isLast) return undefined;
    const isLineStart = this.atLineStart;
    this.take(lead.length + marker.length);
    const numbers = numbersIn(marker);
    if (numbers.some((n) => n > LARGEST_NUMBER)) return { type: 'text', text: `${lead}(${marker.slice(1, -1)})` };
    // `[1](…)` is a link in Markdown and `[1]: …` at the start of a line defines one for every `[1]` after it.
    const guard = following === '(' || (following === ':' && isLineStart) ? ' ' : '';
    return { type: 'marker', numbers, lead, guard };
  }

  private codeSpan(isLast: boolean): ScannedPiece | undefined {
    const ticks = /^`+/.exec(this.buffer)?.[0] ?? '`';
    if (ticks.length === this.buffer.length && !isLast) return undefined;
    const line = this.buffer.split('\n', 1)[0] ?? '';
    const close = new RegExp(`(?<!\`)\`{${ticks.length}}(?!\`)`).exec(line.slice(ticks.length));
    const end = close ? ticks.length + close.index + ticks.length : undefined;
    const mayGoOn = !isLast && line.length === this.buffer.length && line.length < MAX_CODE_SPAN;
    // A closing run at the very end may still grow into a longer one, which would not close.
    if (mayGoOn && (end === undefined || end === line.length)) return undefined;
    return this.take(end ?? ticks.length);
  }

  private openFence(opening: string, isLast: boolean): ScannedPiece | undefined {
    const newline = this.buffer.indexOf('\n');
    if (newline < 0 && !isLast) return undefined;
    const line = newline < 0 ? this.buffer : this.buffer.slice(0, newline + 1);
    // A backtick after the opening run makes it a code span, by CommonMark.
    if (opening.startsWith('`') && line.slice(line.indexOf(opening) + opening.length).includes('`')) {
      this.atLineStart = false;
      return this.codeSpan(isLast);
    }
    this.fence = opening;
    return this.take(line.length);
  }

  /** A line, or part of one, inside a code block. */
  private codeLine(isLast: boolean): ScannedPiece | undefined {
    const newline = this.buffer.indexOf('\n');
    if (this.atLineStart) {
      if (newline < 0 && !isLast && UNFINISHED_FENCE.test(this.buffer.trimEnd())) return undefined;
      const line = newline < 0 ? this.buffer : this.buffer.slice(0, newline);
      if (closes(line, this.fence ?? '')) this.fence = undefined;
    }
    return this.take(newline < 0 ? this.buffer.length : newline + 1);
  }

  private take(length: number): ScannedPiece {
    const text = this.buffer.slice(0, length);
    this.buffer = this.buffer.slice(length);
    this.atLineStart = text.endsWith('\n');
    return { type: 'text', text };
  }
}

function closes(line: string, fence: string): boolean {
  const found = FENCE.exec(line)?.[1];
  return found?.[0] === fence[0] && (found?.length ?? 0) >= fence.length && line.trim() === found;
}

/** The numbers of a marker, ranges written out. */
function numbersIn(marker: string): number[] {
  if (marker.startsWith('【')) return [Number(/\d+/.exec(marker)?.[0])];
  return Array.from(marker.matchAll(/(\d+)(?:\s*[-–]\s*(\d+))?/g)).flatMap(([, first, last]) => {
    const from = Number(first);
    const to = last === undefined ? from : Number(last);
    if (to < from || to > LARGEST_NUMBER) return [from, to];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
