import { BodyTooLarge, InvalidInput, MalformedJson, UnsupportedMediaType } from '@shared/errors';
import { describeIssues } from '@shared/http';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { cappedBody } from '../forwarding/capped-body.js';
import { inWords } from '../forwarding/errors.js';

/** Longest pause while a body arrives, in milliseconds. */
const IDLE_MS = 30_000;

/**
 * Reads a JSON body that the gateway itself answers, and holds it to a schema.
 * @throws {UnsupportedMediaType | BodyTooLarge | MalformedJson | InvalidInput | BodyTimedOut}
 */
export async function readJson<Schema extends z.ZodType>(
  { headers, raw }: FastifyRequest,
  schema: Schema,
  maxBytes: number,
): Promise<z.infer<Schema>> {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '')) {
    throw new UnsupportedMediaType('This address takes JSON; send content-type application/json.');
  }
  const tooLarge = (): Error => new BodyTooLarge(`The body may be ${inWords(maxBytes)} at most; send less.`);
  const pieces: Buffer[] = [];
  for await (const piece of cappedBody(raw, { maxBytes, idleMs: IDLE_MS, tooLarge })) pieces.push(piece as Buffer);
  const parsed = schema.safeParse(parseJson(Buffer.concat(pieces).toString('utf8')));
  if (!parsed.success) throw new InvalidInput(describeIssues(parsed.error.issues));
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedJson({ cause });
  }
}
