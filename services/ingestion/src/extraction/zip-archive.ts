import { open, type FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { Unreadable } from './unreadable.js';

/** Record signatures and the fixed lengths of the records in bytes; PKWARE's APPNOTE, section 4.3. */
const END = { signature: 0x06054b50, bytes: 22 };
const ENTRY = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
/** Longest comment after the end record, in bytes. */
const MAX_COMMENT_BYTES = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/** What an archive's directory says of one entry. */
export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  /** Bytes in the archive. */
  readonly packedBytes: number;
  /** Bytes it unpacks to, as declared: a hostile archive says what it likes. */
  readonly inflatedBytes: number;
  /** Where its local header is. */
  readonly offset: number;
}

/** A zip archive on disk, of which only what is asked for is unpacked. Archives of more than 4 GB are not read. */
export class ZipArchive {
  private constructor(
    private readonly file: FileHandle,
    readonly entries: readonly ZipEntry[],
  ) {}

  /** @throws {Unreadable} `docx_corrupt` if it has no directory. */
  static async open(filePath: string): Promise<ZipArchive> {
    const file = await open(filePath, 'r');
    try {
      const { size } = await file.stat();
      const tail = await slice(file, Math.max(0, size - END.bytes - MAX_COMMENT_BYTES), size);
      const at = endOf(tail);
      const start = tail.readUInt32LE(at + 16);
      return new ZipArchive(
        file,
        entriesOf(await slice(file, start, Math.min(size, start + tail.readUInt32LE(at + 12)))),
      );
    } catch (error) {
      await file.close();
      throw corrupt(error);
    }
  }

  /**
   * One entry, unpacked.
   *
   * @param maxBytes most bytes it may unpack to, whatever it declares.
   * @throws {Unreadable} `document_inflates_too_large`, `docx_encrypted` or `docx_corrupt`.
   */
  async read(entry: ZipEntry, maxBytes: number): Promise<Buffer> {
    if (entry.isEncrypted) throw new Unreadable('docx_encrypted');
    try {
      const header = await slice(this.file, entry.offset, entry.offset + LOCAL.bytes);
      if (header.readUInt32LE(0) !== LOCAL.signature) throw new Unreadable('docx_corrupt');
      const start = entry.offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28);
      const packed = await slice(this.file, start, start + entry.packedBytes);
      if (packed.length > maxBytes) throw new Unreadable('document_inflates_too_large');
      if (entry.method === STORED) return packed;
      if (entry.method !== DEFLATED) throw new Unreadable('docx_corrupt');
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes) });
    } catch (error) {
      if (isTooLarge(error)) {
        throw new Unreadable('document_inflates_too_large', { cause: error });
      }
      throw corrupt(error);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** An archive of these parts, not packed: it is read again at once, and packing would cost more than it saves. */
export function storedZip(parts: ReadonlyMap<string, Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of parts) {
    const path = Buffer.from(name);
    const sum = crc32(data);
    const local = Buffer.alloc(LOCAL.bytes);
    local.writeUInt32LE(LOCAL.signature, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(sum, 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(path.length, 26);
    const entry = Buffer.alloc(ENTRY.bytes);
    entry.writeUInt32LE(ENTRY.signature, 0);
    // Version made by, version needed, and so on as in the local header.
    entry.writeUInt16LE(20, 4);
    local.copy(entry, 6, 4, LOCAL.bytes);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, path, data);
    directory.push(entry, path);
    offset += LOCAL.bytes + path.length + data.length;
  }
  const end = Buffer.alloc(END.bytes);
  end.writeUInt32LE(END.signature, 0);
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

async function slice(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const { size } = await file.stat();
  const length = Math.max(0, Math.min(end, size) - start);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}

function endOf(tail: Buffer): number {
  for (let at = tail.length - END.bytes; at >= 0; at -= 1) if (tail.readUInt32LE(at) === END.signature) return at;
  throw new Unreadable('docx_corrupt');
}

function entriesOf(directory: Buffer): ZipEntry[] {
  const found: ZipEntry[] = [];
  for (let at = 0; at + ENTRY.bytes <= directory.length && directory.readUInt32LE(at) === ENTRY.signature;) {
    const nameBytes = directory.readUInt16LE(at + 28);
    found.push({
      name: directory.toString('utf8', at + ENTRY.bytes, at + ENTRY.bytes + nameBytes),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      inflatedBytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += ENTRY.bytes + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return found;
}

/** By its code: an error of Node's own is no instance of a test's Error. */
const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

const corrupt = (error: unknown): Unreadable =>
  error instanceof Unreadable ? error : new Unreadable('docx_corrupt', { cause: error });
