import { createHash } from 'node:crypto';
import type { Owner } from '../ports/conversation-store.port.js';

/** How long a replica that says nothing keeps a conversation, in milliseconds: it is renewed every {@link RENEW_MS}. */
export const LEASE_MS = 10_000;
/** Time between two renewals, in milliseconds: three may be lost before others may take over. */
export const RENEW_MS = 2_500;
/** Longest time until a stop is seen whose message was lost, in milliseconds. */
export const STOP_POLL_MS = 250;
/** How long a stop that was asked for stands, in milliseconds: its answer is told by its token, so it may stand long. */
export const STOP_MS = 60_000;
/** Time between two signs of life of a reader on another replica, in milliseconds. */
export const SEEN_EVERY_MS = 1_000;
/** How long the last of them is remembered, in milliseconds: longer than the longest `CHAT_RESUME_SECONDS`. */
export const SEEN_MS = 900_000;
/** Most lines of one answer. The buffer's bound of characters is reached before it. */
export const MAX_LINES = 200_000;

/** The keys of one conversation's running answer; who owns it is in none of them. One slot of a cluster holds all. */
export interface AnswerKeys {
  /** The token of the replica that runs it; expires with that replica. */
  readonly lease: string;
  /** JSON of the head, with its token. */
  readonly head: string;
  /** Stream of lines; the id's first half is the line's number. */
  readonly log: string;
  /** The token of the answer that is to stop. */
  readonly stop: string;
  /** Expires {@link SEEN_MS} after a reader elsewhere was there last. */
  readonly seen: string;
  /** Channel: something changed. */
  readonly news: string;
}

export function answerKeys({ tenantId, userId }: Owner, conversationId: string): AnswerKeys {
  const digest = createHash('sha256')
    .update(JSON.stringify([tenantId, userId, conversationId]))
    .digest('base64url');
  const key = (what: string): string => `groundwork:answer:{${digest}}:${what}`;
  return {
    lease: key('lease'),
    head: key('head'),
    log: key('log'),
    stop: key('stop'),
    seen: key('seen'),
    news: key('news'),
  };
}

/** Renews the lease while it is ours: `ours`. Takes it where it is nobody's: `taken`. Otherwise `lost`. */
export const RENEW = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 'lost' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return holder and 'ours' or 'taken'`;

/** Gives the lease back if it is ours. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
