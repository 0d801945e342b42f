import type { Place } from '@shared/contracts';
import type { FoundPassage } from '../ports/passage-search.port.js';

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
