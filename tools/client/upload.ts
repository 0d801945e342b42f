import { randomUUID } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import type { DocumentView, UploadResult } from '@shared/contracts';
import { keyHeader, type Access } from './access.ts';
import { namedFault, refusedBy } from './faults.ts';

/** A file on its way: its name and size, and its bytes when they are wanted. */
export interface OutgoingFile {
  readonly name: string;
  readonly bytes: number;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Principals, such as `user:ann` or `group:staff`, who may read it beside its owner. */
  readonly visibleTo?: readonly string[];
}

/** A file that is already in memory. */
export const inMemory = (name: string, content: Uint8Array): OutgoingFile => ({
  name,
  bytes: content.byteLength,
  open: () => Readable.from([content]),
});

/**
 * Uploads one file as a form would, without holding it in memory.
 *
 * By `node:http`, because `fetch` sends streams without a length and does not tell how far it is.
 * @param onSent called with the bytes of the file sent so far.
 * @throws {Refused} if the product does not take it. @throws {NotRunning} if nobody answers.
 */
export async function upload(
  to: string | Access,
  file: OutgoingFile,
  onSent: (bytes: number) => void = () => undefined,
): Promise<DocumentView> {
  const access = accessTo(to);
  const { url } = access;
  const boundary = `groundwork-${randomUUID()}`;
  const head = Buffer.from(
    `${readersPart(file, boundary)}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${escapeName(file.name)}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const address = new URL('/api/documents', url);
  const request = (address.protocol === 'https:' ? httpsRequest : httpRequest)(address, {
    method: 'POST',
    headers: {
      ...keyHeader(access),
      accept: 'application/json',
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + file.bytes + tail.length,
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  async function* form(): AsyncGenerator<Uint8Array> {
    yield head;
    let sent = 0;
    for await (const chunk of file.open()) {
      yield chunk;
      onSent((sent += chunk.length));
    }
    yield tail;
  }
  // A refusal may come before the last byte is sent, and closes the connection: the answer is what counts then.
  const sending = pipeline(Readable.from(form()), request).catch((error: unknown) => error);
  const response = await answered.catch((error: unknown) => {
    throw namedFault(error, url);
  });
  const body = await text(response);
  request.destroy();
  await sending;
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) throw refusedBy(status, body);
  return JSON.parse(body) as DocumentView;
}

const readersPart = ({ visibleTo = [] }: OutgoingFile, boundary: string): string =>
  visibleTo.length === 0
    ? ''
    : `--${boundary}\r\ncontent-disposition: form-data; name="visibleTo"\r\n\r\n${visibleTo.join(',')}\r\n`;

const accessTo = (to: string | Access): Access => (typeof to === 'string' ? { url: to } : to);

/** As browsers write names into a form; https://html.spec.whatwg.org, "multipart form data". */
const escapeName = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Uploads several small texts in one form. */
export async function uploadTogether(
  to: string | Access,
  texts: readonly { readonly name: string; readonly content: string }[],
): Promise<UploadResult> {
  const form = new FormData();
  for (const { name, content } of texts) form.append('file', new File([content], name, { type: 'text/plain' }));
  const access = accessTo(to);
  const response = await fetch(new URL('/api/documents', access.url), {
    method: 'POST',
    body: form,
    headers: keyHeader(access),
  }).catch((error: unknown) => {
    throw namedFault(error, access.url);
  });
  if (!response.ok) throw refusedBy(response.status, await response.text());
  const answer = (await response.json()) as UploadResult | DocumentView;
  return 'documents' in answer ? answer : { documents: [answer], rejected: [] };
}
