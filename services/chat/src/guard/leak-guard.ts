/** So many words of the instructions one after another are no chance: they are being told. */
const LEAK_WORDS = 8;
/** A run of so many is held back until it ends or becomes a leak. */
const HELD_WORDS = 3;
const WORD = /[\p{L}\p{M}\p{N}'’]+/gu;

/** What a {@link LeakGuard} makes of the text so far. */
export type Guarded = { readonly leaks: true } | { readonly leaks: false; readonly text: string };

/**
 * Sees to it, while an answer streams, that the model does not tell its instructions: a question or a document may
 * order it to. The beginning of what may become a leak is held back, so that no reader has seen it when it is one.
 */
export class LeakGuard {
  private readonly instructions: readonly string[];
  private readonly sources: string;
  private readonly places = new Map<string, number[]>();
  /** Ends of runs: place of their last word among the instructions, to length in words. */
  private runs = new Map<number, number>();
  /** Text that is not read to its end, or not shown, or part of a run. */
  private buffer = '';
  /** Where in {@link buffer} each word of the longest possible run begins. */
  private starts: number[] = [];
  /** Offsets in {@link buffer}: read so far, shown so far. */
  private read = 0;
  private shown = 0;

  /**
   * @param instructions what must not be told.
   * @param sources texts that the model may tell, whatever they share with the instructions.
   */
  constructor(instructions: string, sources: readonly string[]) {
    this.instructions = wordsOf(instructions);
    this.sources = ` ${wordsOf(sources.join('\n')).join(' ')} `;
    this.instructions.forEach((word, place) => this.places.set(word, [...(this.places.get(word) ?? []), place]));
  }

  /** Takes the next piece; answers what may be shown now. */
  push(text: string): Guarded {
    this.buffer += text;
    return this.look(false);
  }

  /** What was held back; call once, after the last piece. */
  end(): Guarded {
    return this.look(true);
  }

  private look(isLast: boolean): Guarded {
    const from = this.read;
    for (const match of this.buffer.slice(from).matchAll(WORD)) {
      const end = from + match.index + match[0].length;
      // A word at the very end may go on.
      if (end === this.buffer.length && !isLast) break;
      this.read = end;
      this.starts.push(from + match.index);
      if (this.takes(lower(match[0])) >= LEAK_WORDS && !this.isInSources()) return { leaks: true };
    }
    this.starts = this.starts.slice(-LEAK_WORDS);
    const longest = Math.min(LEAK_WORDS, Math.max(0, ...this.runs.values()));
    const held = longest >= HELD_WORDS && !isLast ? this.starts.at(-longest) : undefined;
    const until = Math.max(this.shown, held ?? this.buffer.length);
    const text = this.buffer.slice(this.shown, until);
    this.shown = until;
    this.forget(Math.min(this.shown, this.read));
    return { leaks: false, text };
  }

  /** Takes a word into the runs; answers with the length of the longest that ends in it. */
  private takes(word: string): number {
    const runs = new Map<number, number>();
    for (const place of this.places.get(word) ?? []) runs.set(place, (this.runs.get(place - 1) ?? 0) + 1);
    this.runs = runs;
    return Math.max(0, ...runs.values());
  }

  /** Whether every run that is long enough is one that a source holds as well. */
  private isInSources(): boolean {
    return [...this.runs].every(([place, length]) => {
      if (length < LEAK_WORDS) return true;
      const run = this.instructions.slice(place + 1 - length, place + 1).join(' ');
      return this.sources.includes(` ${run} `);
    });
  }

  /** Drops what is both read and shown from the buffer. */
  private forget(length: number): void {
    this.buffer = this.buffer.slice(length);
    this.read -= length;
    this.shown -= length;
    // A start that is gone was shown; as a negative offset it holds nothing back.
    this.starts = this.starts.map((start) => start - length);
  }
}

const lower = (word: string): string => word.normalize('NFKC').toLowerCase().replaceAll('’', "'");
const wordsOf = (text: string): string[] => Array.from(text.matchAll(WORD), ([word]) => lower(word));
