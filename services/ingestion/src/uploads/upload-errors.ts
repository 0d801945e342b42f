import { DomainError } from '@shared/errors';

/** The form has no file. */
export class FileMissing extends DomainError {
  readonly code = 'file_missing';
  readonly kind = 'invalid';
  constructor() {
    super('The upload has no file; send a multipart form with one or more fields named "file".');
  }
}

/** The file has no bytes. */
export class FileEmpty extends DomainError {
  readonly code = 'file_empty';
  readonly kind = 'invalid';
  constructor() {
    super('The file is empty; choose one that has content.');
  }
}

/** The file is longer than this installation takes. */
export class FileTooLarge extends DomainError {
  readonly code = 'file_too_large';
  readonly kind = 'too-large';
  constructor(maxBytes: number) {
    super(`The file is larger than ${megabytes(maxBytes)}, the most that is taken here; split it or make it smaller.`);
  }
}

/** The content is none of the formats we read, whatever its name says. */
export class FileTypeUnsupported extends DomainError {
  readonly code = 'file_type_unsupported';
  readonly kind = 'unsupported';
  constructor() {
    super(
      'The content of the file is none of PDF, Word (DOCX), Excel (XLSX), PowerPoint (PPTX), HTML, CSV, Markdown and ' +
        'plain text; convert it to one of these and upload it again.',
    );
  }
}

/** The form broke off, or is none. */
export class UploadMalformed extends DomainError {
  readonly code = 'upload_malformed';
  readonly kind = 'invalid';
  constructor(options?: { cause?: unknown }) {
    super('The upload is not a complete multipart form; send it again as multipart/form-data.', options);
  }
}

/** The key came before with other files or other fields. */
export class KeyReused extends DomainError {
  readonly code = 'idempotency_key_reused';
  readonly kind = 'conflict';
  constructor() {
    super('This Idempotency-Key was used for another upload within the last day; take a new key for a new upload.');
  }
}

/** The first upload with this key is still under way. */
export class KeyBusy extends DomainError {
  readonly code = 'idempotency_key_busy';
  readonly kind = 'conflict';
  constructor() {
    super('An upload with this Idempotency-Key is still under way; send it again in a few seconds.');
  }
}

const megabytes = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${bytes} bytes`;
