import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether a call brings the key: as `api-key`, as Content Safety's own header, or as a bearer token. */
export function bringsKey(headers: IncomingHttpHeaders, apiKey: string): boolean {
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1];
  const given = [headers['api-key'], headers['ocp-apim-subscription-key'], bearer];
  return given.some((key) => typeof key === 'string' && isSame(key.trim(), apiKey));
}

const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What Azure says to a wrong key, word for word the kind of sentence its gateway uses. */
export const WRONG_KEY = {
  error: {
    code: '401',
    message:
      'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
  },
} as const;
