/** Most characters of one call, code points: all its documents together, or its one text. */
const MAX_CALL_CHARS = 10_000;
/** Most documents of one call. */
const MAX_CALL_DOCUMENTS = 5;
/** What two pieces of one text share, in characters: longer than a sentence that commands. */
const OVERLAP_CHARS = 300;

/** A part of a text, with the number of the text. */
export interface Piece {
  readonly of: number;
  readonly text: string;
}

/** Cuts a text into pieces that one call takes; what stands across an edge stands whole in one of the two. */
export function piecesOf(text: string): string[] {
  // A text's code points are never more than its UTF-16 units.
  if (text.length <= MAX_CALL_CHARS) return text === '' ? [] : [text];
  const points = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at === 0 || at + OVERLAP_CHARS < points.length; at += MAX_CALL_CHARS - OVERLAP_CHARS)
    pieces.push(points.slice(at, at + MAX_CALL_CHARS).join(''));
  return pieces;
}

/** The pieces of all texts, packed into as few calls as their order allows. */
export function callsFor(texts: readonly string[]): Piece[][] {
  const calls: Piece[][] = [];
  let chars = 0;
  for (const piece of texts.flatMap((text, of) => piecesOf(text).map((part) => ({ of, text: part })))) {
    const last = calls.at(-1);
    if (last && last.length < MAX_CALL_DOCUMENTS && chars + piece.text.length <= MAX_CALL_CHARS) {
      last.push(piece);
      chars += piece.text.length;
    } else {
      calls.push([piece]);
      chars = piece.text.length;
    }
  }
  return calls;
}
