import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Caller } from '@shared/identity';
import { callerKey } from '../limits/caller-key.js';

/** Name of the cookie that keeps a client on its deployment. */
export const AFFINITY_COOKIE = 'groundwork_affinity';
/** How long it is kept, in seconds: a day. */
const MAX_AGE_SECONDS = 86_400;
/** Longest value that is looked at, in characters: ours are about 200. */
const MAX_CHARS = 1_000;

/** What the cookie holds beside its signature. */
interface Pin {
  readonly model: string;
  readonly deployment: string;
  /** Unix seconds. */
  readonly until: number;
}

/**
 * The signed cookie that keeps a client on the deployment that served it, where prompts are cached.
 *
 * It counts for the caller it was made for and nobody else, and holds a deployment's public name only. One that does not
 * hold is as good as none: it is a preference, and never overrides health or priority.
 */
export class Affinity {
  private readonly key: Buffer;

  /** @param secret shared by all replicas; the cookie's key is derived from it. */
  constructor(
    secret: string,
    private readonly now: () => number = Date.now,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'groundwork affinity cookie', 32));
  }

  /** The deployment of a model that a `Cookie` header asks for. */
  pinIn(cookies: string | undefined, caller: Caller, model: string): string | undefined {
    const value = cookies
      ?.split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${AFFINITY_COOKIE}=`))
      ?.slice(AFFINITY_COOKIE.length + 1);
    if (value === undefined || value.length > MAX_CHARS) return undefined;
    const [body = '', signature = ''] = value.split('.');
    if (!isSame(Buffer.from(signature, 'base64url'), this.sign(body, caller))) return undefined;
    const pin = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Pin;
    return pin.model === model && pin.until * 1_000 > this.now() ? pin.deployment : undefined;
  }

  /** The `Set-Cookie` header that pins. */
  cookieFor(caller: Caller, model: string, deployment: string): string {
    const until = Math.floor(this.now() / 1_000) + MAX_AGE_SECONDS;
    const pin: Pin = { model, deployment, until };
    const body = Buffer.from(JSON.stringify(pin)).toString('base64url');
    const value = `${body}.${this.sign(body, caller).toString('base64url')}`;
    return `${AFFINITY_COOKIE}=${value}; Path=/v1; Max-Age=${MAX_AGE_SECONDS}; HttpOnly; Secure; SameSite=Lax`;
  }

  private sign(body: string, caller: Caller): Buffer {
    return createHmac('sha256', this.key)
      .update(`${callerKey(caller)}\n${body}`)
      .digest();
  }
}

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
