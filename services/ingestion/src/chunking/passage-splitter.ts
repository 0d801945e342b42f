import { TextSplitter } from '@langchain/textsplitters';
import { countTokens } from './count-tokens.js';
import { CUTS } from './cuts.js';

/** Longest chunk, in tokens; design section 3. */
export const MAX_TOKENS = 512;
/** Tail of one chunk repeated at the head of the next, at most, in tokens; design section 3. */
export const OVERLAP_TOKENS = 64;

/**
 * Cuts texts into pieces of at most {@link MAX_TOKENS} tokens. What fits whole, a paragraph, a row, a sentence, is cut
 * nowhere: only what does not is parted, at the best of {@link CUTS}, and as much of it as fits goes into one piece.
 */
export class PassageSplitter extends TextSplitter {
  private readonly count = remembering(countTokens);

  constructor() {
    super({ chunkSize: MAX_TOKENS, chunkOverlap: OVERLAP_TOKENS, lengthFunction: (text) => this.count(text) });
  }

  splitText(text: string): Promise<string[]> {
    return this.mergeSplits(this.parts(text, 0), '');
  }

  private parts(text: string, level: number): string[] {
    const cut = CUTS[level];
    return cut === undefined || this.count(text) <= MAX_TOKENS
      ? [text]
      : cut(text).flatMap((part) => this.parts(part, level + 1));
  }
}

/** Most lengths kept; the splitter asks for the same piece several times in a row. */
const MAX_REMEMBERED = 4_096;

function remembering(count: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const tokens = count(text);
    known.set(text, tokens);
    return tokens;
  };
}
