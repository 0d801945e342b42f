import { open } from 'node:fs/promises';
import { Unreadable } from './unreadable.js';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
/** The end record without its comment, and the longest comment, in bytes. */
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;

/** What a zip archive says of one entry. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes it unpacks to, as declared. */
  readonly inflatedBytes: number;
}

/**
 * The directory of a zip archive, read without unpacking anything.
 *
 * @throws {Unreadable} `docx_corrupt` if there is none. Archives of more than 4 GB (zip64) count as such.
 */
export async function zipDirectory(filePath: string): Promise<ZipEntry[]> {
  const file = await open(filePath, 'r');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, END_BYTES + MAX_COMMENT_BYTES));
    await file.read(tail, 0, tail.length, size - tail.length);
    const at = lastEnd(tail);
    const directory = Buffer.alloc(Math.min(tail.readUInt32LE(at + 12), size));
    await file.read(directory, 0, directory.length, tail.readUInt32LE(at + 16));
    return entries(directory);
  } catch (error) {
    throw error instanceof RangeError ? new Unreadable('docx_corrupt', { cause: error }) : error;
  } finally {
    await file.close();
  }
}

function lastEnd(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw new Unreadable('docx_corrupt');
}

function entries(directory: Buffer): ZipEntry[] {
  const found: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE) {
    const nameBytes = directory.readUInt16LE(at + 28);
    found.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      inflatedBytes: directory.readUInt32LE(at + 24),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return found;
}
