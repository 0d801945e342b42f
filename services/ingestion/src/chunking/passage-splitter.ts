import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { countTokens } from './count-tokens.js';

/** Longest chunk, in tokens; design section 3. */
export const MAX_TOKENS = 512;
/** Tail of one chunk repeated at the head of the next, at most, in tokens; design section 3. */
export const OVERLAP_TOKENS = 64;

/** Where a text may be cut, best place first: paragraph, line, sentence end in many scripts, clause, word, character. */
const SEPARATORS = [
  '\n\n',
  '\n',
  '. ',
  '! ',
  '? ',
  '。',
  '！',
  '？',
  '؟ ',
  '۔ ',
  '। ',
  '။',
  '; ',
  '；',
  ', ',
  '，',
  '、',
  ' ',
  '',
];

/** Cuts texts into pieces of at most {@link MAX_TOKENS} tokens, at the best place there is. */
export class PassageSplitter extends RecursiveCharacterTextSplitter {
  constructor() {
    super({
      chunkSize: MAX_TOKENS,
      chunkOverlap: OVERLAP_TOKENS,
      separators: SEPARATORS,
      keepSeparator: true,
      lengthFunction: remembering(countTokens),
    });
  }

  /**
   * A full stop belongs to the sentence that it ends, a blank to the word behind it (which is how the tokenizer sees
   * it: one token, not two), and a character is a code point, never half of a pair.
   */
  protected override splitOnSeparator(text: string, separator: string): string[] {
    if (separator === '') return Array.from(text);
    const kept = separator.replace(/ $/, '').length;
    const pieces: string[] = [];
    let from = 0;
    for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length)) {
      pieces.push(text.slice(from, at + kept));
      from = at + kept;
    }
    pieces.push(text.slice(from));
    return pieces.filter((piece) => piece !== '');
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
