import type { DocumentFailure } from '@shared/contracts';
import { DomainError } from '@shared/errors';

/** There is no such document, or the caller may not see it: nobody learns which. */
export class DocumentMissing extends DomainError {
  readonly code = 'document_missing';
  readonly kind = 'missing';
  constructor() {
    super('There is no document of this id that you may see; list yours with GET /api/documents.');
  }
}

/** The version has no text yet, or never will. */
export class TextNotReady extends DomainError {
  readonly code = 'document_not_ready';
  readonly kind = 'conflict';
  constructor() {
    super('The document has no text yet; wait until its status is "ready".');
  }
}

/** Only a failed document can be tried again. */
export class NothingToRetry extends DomainError {
  readonly code = 'document_not_failed';
  readonly kind = 'conflict';
  constructor() {
    super('Only a failed document can be tried again; this one is being worked on or is ready.');
  }
}

/** Somebody else changed the document at the same moment, again and again. */
export class DocumentBusy extends DomainError {
  readonly code = 'document_busy';
  readonly kind = 'conflict';
  constructor(options?: { cause?: unknown }) {
    super('The document is being changed by someone else just now; read it again and repeat your change.', options);
  }
}

/** The store has no file although the catalog says so. */
export class FileLost extends DomainError {
  readonly code = 'file_lost';
  readonly kind = 'missing';
  constructor(options?: { cause?: unknown }) {
    super('The stored file of this document was lost when its storage stopped abruptly; upload it again.', options);
  }
}

/** How a document ends in which the scanner found something that does harm. */
export const MALWARE: DocumentFailure = {
  code: 'malware_found',
  message: 'The malware scanner found something harmful in the file; delete the document and check where it came from.',
};

/** The content of such a document is given to nobody. */
export class MalwareFound extends DomainError {
  readonly code = 'malware_found';
  readonly kind = 'forbidden';
  constructor() {
    super(MALWARE.message);
  }
}

/** A Range header that names no byte of the file. */
export class RangeNotSatisfiable extends DomainError {
  readonly code = 'range_not_satisfiable';
  readonly kind = 'range';
  constructor() {
    super('The Range header names no byte of this file; ask for "bytes=0-" or leave it out.');
  }
}
