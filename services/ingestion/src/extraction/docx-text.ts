import { open } from 'node:fs/promises';
import mammoth from 'mammoth';
import { essentialDocx } from './docx-parts.js';
import { readHtml } from './html-text.js';
import type { ReadText } from './text-builder.js';
import { Unreadable } from './unreadable.js';

/** How an OLE container begins: Word keeps a password-protected document in one. */
const OLE_MAGIC = 'd0cf11e0a1b11ae1';

/**
 * A Word document: headings, paragraphs, lists, tables row by row, footnotes. Pictures are left out, and
 * nothing that it points to outside is fetched.
 *
 * @throws {Unreadable}
 */
export async function readDocx(filePath: string, maxInflatedBytes: number): Promise<ReadText> {
  if (await isOle(filePath)) throw new Unreadable('docx_encrypted');
  return readHtml(await toHtml(await essentialDocx(filePath, maxInflatedBytes)));
}

async function toHtml(buffer: Buffer): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      // Without this every picture would become base64 in the text.
      { convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })), externalFileAccess: false },
    );
    return value;
  } catch (cause) {
    throw new Unreadable('docx_corrupt', { cause });
  }
}

/** Whether a file is an OLE container. */
export async function isOle(filePath: string): Promise<boolean> {
  const file = await open(filePath, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.toString('hex') === OLE_MAGIC;
  } finally {
    await file.close();
  }
}
