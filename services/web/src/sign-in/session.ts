import { type Me, type WebConfig } from '@shared/contracts';
import { text } from '../text.js';
import { readProblem } from '../api/problem.js';
import { type SignInSettings, type Tokens } from './openid.js';

/** Where the reader stands with signing in. */
export type SessionState =
  | { readonly kind: 'looking' }
  /** Nobody signs in here. */
  | { readonly kind: 'open' }
  | { readonly kind: 'in'; readonly name: string }
  /** `problem`: why not, where something went wrong. */
  | { readonly kind: 'out'; readonly problem: string | null };

/** Says that this tab was signed in, so that a page that is loaded again goes to the issuer by itself. */
const WAS_IN = 'groundwork.was-in';
/** An access token is renewed so long before its end, in milliseconds: a request must not arrive after it. */
const RENEW_BEFORE_MS = 60_000;
const words = text.signIn;

/**
 * The reader's sign-in. Tokens are in this object's memory and nowhere else: whoever reads the storage of the browser,
 * or opens another tab, finds nothing that opens the API.
 */
export class Session {
  private state: SessionState = { kind: 'looking' };
  private settings: SignInSettings | null = null;
  private largestFile: number | undefined;
  private tokens: Tokens | undefined;
  private renewing: Promise<void> | undefined;
  private started: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly current = (): SessionState => this.state;

  /** Largest file the server takes, bytes; undefined until it has said so. */
  get uploadMaxBytes(): number | undefined {
    return this.largestFile;
  }

  /** Finds out how one signs in here, and comes back from the issuer where this page is the way back. */
  start(): Promise<void> {
    return (this.started ??= this.look());
  }

  /** Goes to the issuer. */
  async begin(): Promise<void> {
    if (!this.settings) return;
    try {
      const { begin } = await import('./openid.js');
      window.location.assign(await begin(this.settings));
    } catch {
      this.leave(words.unreachable);
    }
  }

  /** Forgets the tokens, and ends the issuer's own session where it has a page for that. */
  async end(): Promise<void> {
    const { settings } = this;
    this.leave(null);
    sessionStorage.removeItem(WAS_IN);
    if (!settings) return;
    const { signOutAddress } = await import('./openid.js');
    const address = await signOutAddress(settings).catch(() => undefined);
    if (address !== undefined) window.location.assign(address);
  }

  /** What a request must carry; nothing where nobody signs in. The token is renewed when its end is near. */
  async headers(): Promise<Record<string, string>> {
    if (this.tokens?.expiresAt !== undefined && this.tokens.expiresAt - Date.now() < RENEW_BEFORE_MS)
      await this.renew();
    return this.tokens ? { authorization: `Bearer ${this.tokens.accessToken}` } : {};
  }

  /** The gateway does not know the reader any more. */
  refused(): void {
    if (this.state.kind === 'in') this.leave(words.ended);
  }

  private async look(): Promise<void> {
    try {
      const response = await fetch('/config.json', { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`config.json answered ${response.status}`);
      const { signIn, uploadMaxBytes } = (await response.json()) as WebConfig;
      this.settings = signIn;
      this.largestFile = uploadMaxBytes;
    } catch {
      // Without the gateway nothing works; the page itself says so, and tries again.
      return this.become({ kind: 'open' });
    }
    if (!this.settings) return this.become({ kind: 'open' });
    const { isWayBack } = await import('./openid.js');
    const url = new URL(window.location.href);
    if (isWayBack(url)) return this.comeBack(this.settings, url);
    if (sessionStorage.getItem(WAS_IN) !== null) return this.begin();
    this.become({ kind: 'out', problem: null });
  }

  private async comeBack(settings: SignInSettings, url: URL): Promise<void> {
    try {
      const { finish } = await import('./openid.js');
      const { tokens, hash } = await finish(settings, url);
      // The code is spent; it must not stay in the address or the history.
      window.history.replaceState(null, '', `/${hash}`);
      this.tokens = tokens;
      await this.introduce();
    } catch {
      window.history.replaceState(null, '', '/');
      sessionStorage.removeItem(WAS_IN);
      this.leave(words.failed);
    }
  }

  /** Asks the gateway who the token speaks for: it may know the reader and still not let them in. */
  private async introduce(): Promise<void> {
    const response = await fetch('/api/me', { headers: { accept: 'application/json', ...(await this.headers()) } });
    const body = await response.text();
    if (!response.ok) {
      sessionStorage.removeItem(WAS_IN);
      return this.leave(readProblem(body)?.message ?? words.failed);
    }
    const { name, userId } = JSON.parse(body) as Me;
    sessionStorage.setItem(WAS_IN, 'yes');
    this.become({ kind: 'in', name: name ?? userId });
  }

  /** Once, however many requests wait for it. */
  private async renew(): Promise<void> {
    this.renewing ??= this.renewOnce().finally(() => (this.renewing = undefined));
    await this.renewing;
  }

  private async renewOnce(): Promise<void> {
    const { settings, tokens } = this;
    if (!settings || !tokens) return;
    try {
      if (tokens.refreshToken === undefined) throw new Error('the issuer gave nothing to renew it with');
      const { renew } = await import('./openid.js');
      this.tokens = await renew(settings, tokens.refreshToken);
    } catch {
      // A token that is still good is used to its end.
      if ((tokens.expiresAt ?? 0) <= Date.now()) this.leave(words.ended);
    }
  }

  private leave(problem: string | null): void {
    this.tokens = undefined;
    this.become({ kind: 'out', problem });
  }

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** The one session of this page. */
export const session = new Session();
