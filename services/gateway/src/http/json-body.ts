import type { Readable } from 'node:stream';
import { BodyTooLarge, InvalidInput, MalformedJson, UnsupportedMediaType } from '@shared/errors';
import { describeIssues } from '@shared/http';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { checkedBody, JSON_BODY_TIMES } from '../forwarding/capped-body.js';
import { inWords } from '../forwarding/errors.js';

/** Longest pause while a form arrives, in milliseconds. */
const FORM_TIMES = { idleMs: 30_000 } as const;

/**
 * Reads a JSON body that the gateway itself answers, and holds it to a schema.
 * @throws {UnsupportedMediaType | BodyTooLarge | MalformedJson | InvalidInput | BodyTimedOut}
 */
export async function readJson<Schema extends z.ZodType>(
  request: FastifyRequest,
  schema: Schema,
  maxBytes: number,
): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(parseJson(await readJsonBytes(request, maxBytes)));
  if (!parsed.success) throw new InvalidInput(describeIssues(parsed.error.issues));
  return parsed.data;
}

/**
 * Reads a JSON body as it came.
 * @throws {UnsupportedMediaType | BodyTooLarge | BodyTimedOut}
 */
export async function readJsonBytes({ headers, raw }: FastifyRequest, maxBytes: number): Promise<Buffer> {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '')) {
    throw new UnsupportedMediaType('This address takes JSON; send content-type application/json.');
  }
  const pieces: Buffer[] = [];
  const cap = { maxBytes, ...JSON_BODY_TIMES, tooLarge: () => tooLarge(maxBytes) };
  for await (const piece of checkedBody({ headers, body: raw }, cap)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The same as text, as the client wrote it. @throws as {@link readJsonBytes} */
export const readJsonText = async (request: FastifyRequest, maxBytes: number): Promise<string> =>
  (await readJsonBytes(request, maxBytes)).toString('utf8');

/**
 * A form as it comes, up to a size.
 * @throws {UnsupportedMediaType | BodyTooLarge}; the stream fails with {@link BodyTooLarge} or {@link BodyTimedOut}.
 */
export function formBody({ headers, raw }: FastifyRequest, maxBytes: number): Readable {
  if (!/^multipart\/form-data\b/i.test(headers['content-type'] ?? '')) {
    throw new UnsupportedMediaType('This address takes a form; send content-type multipart/form-data.');
  }
  return checkedBody({ headers, body: raw }, { maxBytes, ...FORM_TIMES, tooLarge: () => tooLarge(maxBytes) });
}

const tooLarge = (maxBytes: number): Error =>
  new BodyTooLarge(`The body may be ${inWords(maxBytes)} at most; send less.`);

/** @throws {MalformedJson} */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new MalformedJson({ cause });
  }
}
