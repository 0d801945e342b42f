import { BodyTooLarge, InvalidInput, MalformedJson, UnsupportedMediaType } from '@shared/errors';
import { describeIssues } from '@shared/http';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { checkedBody, JSON_BODY_TIMES } from '../forwarding/capped-body.js';
import { inWords } from '../forwarding/errors.js';

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
  const tooLarge = (): Error => new BodyTooLarge(`The body may be ${inWords(maxBytes)} at most; send less.`);
  const pieces: Buffer[] = [];
  for await (const piece of checkedBody({ headers, body: raw }, { maxBytes, ...JSON_BODY_TIMES, tooLarge }))
    pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** @throws {MalformedJson} */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new MalformedJson({ cause });
  }
}
