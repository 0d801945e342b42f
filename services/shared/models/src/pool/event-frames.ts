const LF = 10;
const CR = 13;

/**
 * Cuts server-sent events out of bytes as they come, at any boundary: LF, CRLF and CR line ends, in the middle
 * of a line, of a line end or of a character. The bytes themselves stay as they are.
 */
export class EventFrames {
  private kept: Buffer[] = [];
  private keptBytes = 0;
  /** Line ends in a row that the kept bytes end with, and whether the last byte was a CR (whose LF may follow). */
  private isLineEmpty = true;
  private isAfterCr = false;

  /** Bytes of the frame that is not complete yet. */
  get pendingBytes(): number {
    return this.keptBytes;
  }

  /** @returns frames that are complete now, each with its own blank line. */
  push(piece: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let from = 0;
    let at = 0;
    while (at < piece.length) {
      const byte = piece[at];
      if (byte === LF || byte === CR) {
        at += 1;
        // The LF of a CRLF ends no line of its own.
        if (byte === LF && this.isAfterCr) {
          this.isAfterCr = false;
          // A frame whose blank line ended in this CR has gone already: its LF belongs to nothing.
          continue;
        }
        this.isAfterCr = byte === CR;
        if (this.isLineEmpty) {
          // Takes the LF of a closing CRLF along, where it is here already.
          if (byte === CR && piece[at] === LF) {
            at += 1;
            this.isAfterCr = false;
          }
          frames.push(this.complete(piece.subarray(from, at)));
          from = at;
        }
        this.isLineEmpty = true;
        continue;
      }
      this.isAfterCr = false;
      this.isLineEmpty = false;
      // Text runs to the next line end; searching for it natively is what makes this cheap.
      at = nextLineEnd(piece, at + 1);
    }
    if (from < piece.length) {
      this.kept.push(piece.subarray(from));
      this.keptBytes += piece.length - from;
    }
    return frames;
  }

  /** What came after the last complete frame. */
  rest(): Buffer {
    return this.complete(Buffer.alloc(0));
  }

  private complete(end: Buffer): Buffer {
    const frame = this.kept.length === 0 ? end : Buffer.concat([...this.kept, end]);
    this.kept = [];
    this.keptBytes = 0;
    return frame;
  }
}

function nextLineEnd(piece: Buffer, from: number): number {
  const lf = piece.indexOf(LF, from);
  const end = lf === -1 ? piece.length : lf;
  const cr = piece.subarray(from, end).indexOf(CR);
  return cr === -1 ? end : from + cr;
}

/** The `data` of a frame: its data lines joined, without the blank after the colon. Undefined: a comment, or none. */
export function dataOf(frame: Buffer): string | undefined {
  const lines = frame
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line.startsWith('data: ') ? 6 : 5));
  return lines.length > 0 ? lines.join('\n') : undefined;
}
