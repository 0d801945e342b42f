import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { HEAD_BYTES, mediaTypeOf, type MediaType, type Traces } from './media-type.js';
import { FileEmpty, FileTooLarge, FileTypeUnsupported } from './upload-errors.js';

/** What passing through tells about a file. */
export interface Measured {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly mediaType: MediaType;
}

/** Names of the main parts of Office documents; in UTF-16, the stream of an encrypted one. */
const MARKS: Readonly<Record<keyof Traces, Buffer>> = {
  docx: Buffer.from('word/document'),
  pptx: Buffer.from('ppt/presentation.xml'),
  xlsx: Buffer.from('xl/workbook.xml'),
  encryptedPackage: Buffer.from('EncryptedPackage', 'utf16le'),
};
const TRACES = Object.keys(MARKS) as (keyof Traces)[];
/** Bytes of the chunk before that a name may begin in. */
const TAIL_BYTES = Math.max(...TRACES.map((name) => MARKS[name].length)) - 1;

/**
 * A file passes through: it is counted, hashed, and its type told by its content.
 *
 * Fails, so that nothing is kept of it, with {@link FileEmpty}, {@link FileTooLarge} or {@link FileTypeUnsupported}.
 */
export class FileMeter extends Transform {
  private readonly hash = createHash('sha256');
  private readonly head: Buffer[] = [];
  private headBytes = 0;
  private bytes = 0;
  private tail = Buffer.alloc(0);
  private readonly traces = { docx: false, pptx: false, xlsx: false, encryptedPackage: false };
  private measuredFile: Measured | undefined;

  constructor(
    private readonly fileName: string,
    private readonly maxBytes: number,
  ) {
    super();
  }

  /** Known once everything has passed. */
  get measured(): Measured {
    if (!this.measuredFile) throw new Error('The file has not passed yet');
    return this.measuredFile;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) return done(new FileTooLarge(this.maxBytes));
    this.hash.update(chunk);
    if (this.headBytes < HEAD_BYTES) {
      this.head.push(chunk.subarray(0, HEAD_BYTES - this.headBytes));
      this.headBytes += Math.min(chunk.length, HEAD_BYTES - this.headBytes);
    }
    const seam = Buffer.concat([this.tail, chunk]);
    for (const name of TRACES) this.traces[name] ||= seam.includes(MARKS[name]);
    this.tail = seam.subarray(-TAIL_BYTES);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (this.bytes === 0) return done(new FileEmpty());
    mediaTypeOf(Buffer.concat(this.head), this.traces, this.fileName).then(
      (mediaType) => {
        if (!mediaType) return done(new FileTypeUnsupported());
        this.measuredFile = { bytes: this.bytes, sha256: this.hash.digest('hex'), mediaType };
        done();
      },
      (error: unknown) => done(error instanceof Error ? error : new Error('The type of the file could not be told')),
    );
  }
}
