import { DomainError } from '@shared/errors';
import type { PageText } from './text-extractor.port.js';

/** Text recognition is over its quota: the document goes on when it said, and that is no try. */
export class RecognitionThrottled extends DomainError {
  readonly code = 'ocr_throttled';
  readonly kind = 'busy';
  constructor(options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super('Text recognition is over its quota just now; try again after the time that Retry-After names.', options);
  }
}

/**
 * Reads pages of which only a picture is there (OCR).
 *
 * Contract, kept by every adapter and checked by `describeTextRecognition`:
 * - every page that was asked for is answered once, in order; one on which nothing is to be read has an empty text;
 * - only those pages are looked at, and nothing is ever made up.
 */
export abstract class TextRecognition {
  /** Whether pages of such a file can be read. */
  abstract takes(mediaType: string): boolean;

  /**
   * @param filePath the file, on this machine.
   * @param pages counted from 1, ascending.
   * @throws {DocumentUnreadable} `ocr_refused` if it does not take this file: trying again changes nothing.
   * @throws {RecognitionThrottled} if it asks for more patience than one call has.
   * @throws {DependencyUnavailable} if it does not answer, or not in time.
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract read(filePath: string, pages: readonly number[], signal: AbortSignal): Promise<PageText[]>;
}

/** Where none is configured: pages without text stay without. */
export class NoTextRecognition extends TextRecognition {
  override takes(): boolean {
    return false;
  }

  override read(): Promise<PageText[]> {
    return Promise.resolve([]);
  }
}
