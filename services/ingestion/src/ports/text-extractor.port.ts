import { DomainError } from '@shared/errors';

/** One passage-to-be: a piece of a version's text that knows where it came from. */
export interface Chunk {
  /** UTF-16 offsets in the version's text: `text.slice(start, end) === content`. */
  readonly start: number;
  readonly end: number;
  readonly content: string;
  /** Counts from 1; PDFs and presentations only. */
  readonly page: number | null;
  /** The headings above it, outermost first, joined by " > ". */
  readonly heading: string | null;
  /** First and last line, counted from 1; text files only. */
  readonly lineStart: number | null;
  readonly lineEnd: number | null;
}

/** What is to be read on one page. */
export interface PageText {
  /** Counts from 1. */
  readonly page: number;
  /** Empty where there is nothing. */
  readonly text: string;
}

/** A file to read. */
export interface ExtractionJob {
  /** The file, on this machine. */
  readonly filePath: string;
  /** By content. */
  readonly mediaType: string;
  /** Where the text is to be written as JSON: `{documentId, version, text, sections}`. */
  readonly textPath: string;
  readonly documentId: string;
  readonly version: number;
  /** Whether {@link TextExtractor.fillIn} follows for pages without text: only then may they be all there are. */
  readonly isFilledIn: boolean;
}

/** What was read. */
export interface Extraction {
  /** Pages of a PDF, slides of a presentation; null where the format has none. */
  readonly pages: number | null;
  /** Pages without a letter or digit, counted from 1, in order. */
  readonly pagesWithoutText: readonly number[];
  /** ISO 639-3; `und` where the text is too short to tell. */
  readonly language: string;
  /** In reading order; at least one, or none yet where pages without text are to be filled in. */
  readonly chunks: readonly Chunk[];
}

/** How far it is: `part` of the stage, 0 to 1. */
export interface ExtractionProgress {
  readonly stage: 'extracting' | 'chunking';
  readonly part: number;
  /** Pages that are read or being read, and all there are, where they are counted. */
  readonly pagesRead?: number;
  readonly pages?: number;
}

/** A document that cannot be read, for a reason its owner can act on. Trying again changes nothing. */
export class DocumentUnreadable extends DomainError {
  readonly kind = 'invalid';
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Reads a file: its text, normalised, and its chunks.
 *
 * Contract, kept by every adapter and checked by `describeTextExtractor`:
 * - nothing a file contains can take more memory or time than the limits allow, or stop this process;
 * - a file that cannot be read ends in {@link DocumentUnreadable} with a stable code;
 * - a chunk's content is what its offsets point at.
 */
export abstract class TextExtractor {
  /**
   * @throws {DocumentUnreadable}
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract extract(
    job: ExtractionJob,
    onProgress: (progress: ExtractionProgress) => void,
    signal?: AbortSignal,
  ): Promise<Extraction>;

  /**
   * Puts what was recognised on pages without text into the text that {@link extract} has written down, and cuts it.
   *
   * @throws {DocumentUnreadable} also when there is still no word in it.
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract fillIn(
    job: ExtractionJob,
    recognised: readonly PageText[],
    onProgress: (progress: ExtractionProgress) => void,
    signal?: AbortSignal,
  ): Promise<Extraction>;
}
