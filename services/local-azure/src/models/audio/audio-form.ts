import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { badRequest } from '../model-error.js';

/** Largest recording, in bytes: the service's own limit. */
const MAX_BYTES = 25 * 1024 ** 2;

/** The form of a transcription. */
export interface SentForm {
  /** The last value of each field. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
}

/** @throws {ModelError} 400 where it is no form, has no file, or one that is too large. */
export async function readForm(contentType: string, body: Readable): Promise<SentForm> {
  const fields = new Map<string, string>();
  const pieces: Buffer[] = [];
  let hasFile = false;
  let isTooLarge = false;
  let parser: BusboyInstance;
  try {
    parser = new Busboy({ headers: { 'content-type': contentType }, limits: { fileSize: MAX_BYTES } });
  } catch {
    throw badRequest(null, 'We could not parse the form of your request. Send multipart/form-data.');
  }
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (name, stream) => {
    hasFile ||= name === 'file';
    stream.on('data', (piece: Buffer) => pieces.push(piece)).once('limit', () => (isTooLarge = true));
  });
  try {
    await pipeline(body, parser);
  } catch {
    throw badRequest(null, 'We could not parse the form of your request. Send all of it.');
  }
  if (!hasFile) throw badRequest('file', "Missing required parameter: 'file'.", 'missing_required_parameter');
  if (isTooLarge) throw badRequest('file', 'Maximum content size limit (26214400) exceeded. Send a shorter recording.');
  return { fields, file: Buffer.concat(pieces) };
}
