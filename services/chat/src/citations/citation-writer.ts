import type { Citation } from '@shared/contracts';
import { placeOf, type Passage } from '../retrieval/passage.js';
import { sentencesOf } from '../words/sentences.js';
import { MarkerScanner, type ScannedPiece } from './marker-scanner.js';
import { supportingSpan } from './quote.js';

/** What the reader gets, in order. */
export type WrittenPiece =
  | { readonly type: 'text'; readonly text: string }
  /** A passage is cited for the first time; comes before the text that holds its marker. */
  | { readonly type: 'source'; readonly citation: Citation; readonly passage: Passage };

/** How far back the claim of a marker is looked for, in characters. */
const CLAIM_CHARS = 1_000;
const MARKERS = /\s*\[\d{1,3}\]/g;

/**
 * Checks the citations of an answer while it streams.
 *
 * A number that names no passage given to the model never reaches the reader; the others are numbered anew from 1 in
 * the order of first mention. Each marker keeps the quote that supports the sentence before it.
 */
export class CitationWriter {
  private readonly scanner = new MarkerScanner();
  /** Number given to the model to number shown. */
  private readonly shown = new Map<number, number>();
  private readonly kept: Citation[] = [];
  private text = '';

  /** @param passages as numbered in the prompt: the first is 1. */
  constructor(private readonly passages: readonly Passage[]) {}

  /** The answer as the reader has it so far. */
  get answer(): string {
    return this.text;
  }

  /** One for each marker in {@link answer}, in order. */
  get citations(): readonly Citation[] {
    return this.kept;
  }

  /** The number shown for a passage, by its place in the prompt counting from 0, if it is cited. */
  numberOf(index: number): number | undefined {
    return this.shown.get(index + 1);
  }

  write(delta: string): WrittenPiece[] {
    return this.scanner.push(delta).flatMap((piece) => this.piece(piece));
  }

  /** What was held back; call once, after the last delta. */
  end(): WrittenPiece[] {
    return this.scanner.flush().flatMap((piece) => this.piece(piece));
  }

  private piece(piece: ScannedPiece): WrittenPiece[] {
    if (piece.type === 'text') return this.say(piece.text);
    const passages = piece.numbers.flatMap((given) => {
      const passage = this.passages[given - 1];
      return passage ? [{ given, passage }] : [];
    });
    if (passages.length === 0) return [];
    const claim = this.claim();
    const written = this.say(piece.lead);
    for (const { given, passage } of passages) written.push(...this.cite(given, passage, claim));
    written.push(...this.say(piece.guard));
    return written;
  }

  private cite(given: number, passage: Passage, claim: string): WrittenPiece[] {
    const isFirst = !this.shown.has(given);
    const n = this.shown.get(given) ?? this.shown.size + 1;
    this.shown.set(given, n);
    const quote = supportingSpan(passage.text, claim);
    const marker = `[${n}]`;
    const citation: Citation = {
      n,
      documentId: passage.documentId,
      title: passage.title,
      ...placeOf(passage),
      quote: passage.text.slice(quote.start, quote.end),
      start: passage.start + quote.start,
      end: passage.start + quote.end,
      answerStart: this.text.length,
      answerEnd: this.text.length + marker.length,
    };
    this.kept.push(citation);
    return [...(isFirst ? [{ type: 'source', citation, passage } as const] : []), ...this.say(marker)];
  }

  /** The sentence that ends where the answer ends now: what a marker at this place stands for. */
  private claim(): string {
    const before = this.text.slice(-CLAIM_CHARS).replace(MARKERS, '').trimEnd();
    const last = sentencesOf(before).at(-1);
    return last ? before.slice(last.start, last.end) : '';
  }

  private say(text: string): WrittenPiece[] {
    if (text === '') return [];
    this.text += text;
    return [{ type: 'text', text }];
  }
}
