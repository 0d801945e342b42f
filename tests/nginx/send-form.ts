import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const BOUNDARY = 'groundwork-form';
const HEAD = Buffer.from(
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="large.txt"\r\ncontent-type: text/plain\r\n\r\n`,
);
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
const PIECE = Buffer.alloc(64 * 1024, 'words ');

/** What a form adds to the one file in it, in bytes. */
export const FORM_BYTES = HEAD.length + TAIL.length;

/** Uploads a text file of so many bytes. @param isChunked without a length in its head. */
export async function sendForm(
  url: string,
  fileBytes: number,
  { isChunked = false } = {},
): Promise<{ status: number; code: string | undefined }> {
  const outgoing = request(`${url}/api/documents`, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': FORM_BYTES + fileBytes }),
    },
  });
  const answered = new Promise<{ status: number; code: string | undefined }>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, code: codeIn(body) }), reject);
    });
  });
  function* form(): Generator<Buffer> {
    yield HEAD;
    for (let left = fileBytes; left > 0; left -= PIECE.length)
      yield left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
    yield TAIL;
  }
  // A refusal may come before the last byte is sent, and closes the connection: the answer is what counts then.
  const sending = pipeline(Readable.from(form()), outgoing).catch(() => undefined);
  try {
    return await answered;
  } finally {
    outgoing.destroy();
    await sending;
  }
}

/** The code of a problem of ours; undefined: somebody else's words. */
function codeIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { code?: string }).code;
  } catch {
    return undefined;
  }
}
