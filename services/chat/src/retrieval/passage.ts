import type { Place } from '@shared/contracts';

/** A passage as the index has it: a candidate, not yet checked against the catalog. */
export interface FoundPassage extends Place {
  readonly documentId: string;
  readonly version: number;
  /** Place in the reading order of its version, counting from 0. */
  readonly ordinal: number;
  readonly title: string;
  /** Letter for letter `text.slice(start, end)` of the version's text. */
  readonly text: string;
  /** UTF-16 offsets in the version's text. */
  readonly start: number;
  readonly end: number;
  /** Only compared within one result list: BM25, cosine and fused scores have different scales. */
  readonly score: number;
}

/** A passage the caller may be answered from, now: visible to them, of the live version. */
export interface Passage extends FoundPassage {
  readonly fileName: string;
  /** For example `application/pdf`. */
  readonly mediaType: string;
}

/** Where a passage stands, in the shape that goes to the client. */
export function placeOf({ page, heading, lines }: Place): Place {
  return {
    ...(page === undefined ? {} : { page }),
    ...(heading === undefined ? {} : { heading }),
    ...(lines === undefined ? {} : { lines }),
  };
}
