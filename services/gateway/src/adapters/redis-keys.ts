import { createHash } from 'node:crypto';

/** A key in Redis: ours among others', and nothing in it that says whose it is. */
export const redisKey = (kind: string, name: string): string =>
  `groundwork:${kind}:${createHash('sha256').update(name).digest('base64url').slice(0, 22)}`;
