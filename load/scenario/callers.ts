import { setTimeout as pause } from 'node:timers/promises';
import type { ApiKeyBody, Me, NewApiKey } from '@shared/contracts';
import { CannotStart } from '../../tools/cannot-start.ts';
import { keyHeader, type Access } from '../../tools/client/access.ts';
import { NotRunning, namedFault, refusedBy } from '../../tools/client/faults.ts';

/** Requests that one user of the scenario `chat` makes in a minute at most: see its times to think. */
export const REQUESTS_A_USER = 80;
/** Most principals a document can be shown to, and so most callers of one run. */
export const MOST_CALLERS = 100;
/** Keys made for a run end by themselves so long after it, should it be killed before it revokes them, seconds. */
const KEYS_OUTLIVE_SECONDS = 3_600;

/** Who asks. */
export interface Callers {
  /** Keys or tokens; the first may upload. One empty one where nobody signs in. */
  readonly keys: readonly string[];
  /** Principals the document is shown to; empty if only its owner reads it. */
  readonly readers: readonly string[];
  /** Revokes what was made for the run. */
  release(): Promise<void>;
}

/** What the environment says of who asks. */
export interface Identities {
  /** `GROUNDWORK_API_KEY`: an API key, or an access token of the issuer. */
  readonly key: string | undefined;
  /** `GROUNDWORK_API_KEYS`: several, parted by commas or blanks. */
  readonly keys: string | undefined;
}

/** The one caller of a smoke test: whoever we are. @throws {CannotStart} if they may not upload. */
export async function oneCaller(url: string, { key, keys }: Identities): Promise<Callers> {
  const [first = key ?? ''] = split(keys);
  const { roles } = await who({ url, key: first || undefined });
  mayUpload(roles);
  return { keys: [first], readers: [], release: async () => undefined };
}

/**
 * As many callers as there are users, because limits are a caller's: those of the environment, or, if we are an
 * administrator, API keys made for this run under the installation's own limits.
 *
 * @throws {CannotStart} if there are neither, or if so few that the product would refuse some of their requests.
 */
export async function callersFor(
  url: string,
  { key, keys }: Identities,
  { users, seconds }: { readonly users: number; readonly seconds: number },
): Promise<Callers> {
  const given = split(keys);
  if (given.length > 0) return ours(url, given.slice(0, users), users);
  const { roles } = await who({ url, key });
  if (!roles.includes('admin')) {
    throw new CannotStart(
      `${users} users need a caller each, because limits are a caller's: give an administrator's key in GROUNDWORK_API_KEY, which makes them for the run, or keys in GROUNDWORK_API_KEYS.`,
    );
  }
  return made({ url, key }, users, seconds);
}

async function ours(url: string, keys: readonly string[], users: number): Promise<Callers> {
  const known = await Promise.all(keys.map((key) => who({ url, key })));
  mayUpload(known[0]?.roles ?? []);
  const least = Math.min(...known.map(({ requestsPerMinute }) => requestsPerMinute ?? Infinity));
  const needed = Math.ceil(users / keys.length) * REQUESTS_A_USER;
  if (needed > least) {
    throw new CannotStart(
      `${users} users with ${keys.length} keys make up to ${needed} requests a minute and key, and ${least} are let through: give more keys in GROUNDWORK_API_KEYS, or keys with a higher requestsPerMinute.`,
    );
  }
  return { keys, readers: known.map(({ principal }) => principal), release: async () => undefined };
}

async function made(admin: Access, users: number, seconds: number): Promise<Callers> {
  const expiresAt = new Date(Date.now() + 1_000 * (seconds + KEYS_OUTLIVE_SECONDS)).toISOString();
  const keys: NewApiKey[] = [];
  const release = async (): Promise<void> => {
    for (const { id } of keys) await administer(admin, 'DELETE', `/api/admin/keys/${id}`);
  };
  try {
    for (let user = 1; user <= users; user += 1) {
      const body: ApiKeyBody = {
        name: `Load run, user ${user}`,
        roles: [user === 1 ? 'contributor' : 'reader'],
        expiresAt,
      };
      const answer = await administer(admin, 'POST', '/api/admin/keys', body);
      keys.push((await answer.json()) as NewApiKey);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { keys: keys.map(({ key }) => key), readers: keys.map(({ principal }) => principal), release };
}

/** An administrator is a caller too, and may have to wait for the end of a minute. */
async function administer(admin: Access, method: string, path: string, body?: object): Promise<Response> {
  for (;;) {
    const answer = await call(admin, path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (answer.ok) return answer;
    const words = await answer.text();
    if (answer.status !== 429) throw refusedBy(answer.status, words);
    await pause(1_000 * Number(answer.headers.get('retry-after') ?? 1));
  }
}

/** @throws {CannotStart} if the product wants to know who we are, and does not. */
async function who(access: Access): Promise<Me & { readonly requestsPerMinute: number | undefined }> {
  const answer = await call(access, '/api/me');
  const words = await answer.text();
  if (answer.status === 401) {
    throw new CannotStart(
      'This product wants to know who asks: give an API key or an access token in GROUNDWORK_API_KEY (npm run keys makes keys).',
    );
  }
  if (!answer.ok) throw refusedBy(answer.status, words);
  const limit = answer.headers.get('ratelimit-limit');
  return { ...(JSON.parse(words) as Me), requestsPerMinute: limit === null ? undefined : Number(limit) };
}

function call(access: Access, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...keyHeader(access), ...(init.body ? { 'content-type': 'application/json' } : {}) };
  return fetch(`${access.url}${path}`, { ...init, headers }).catch((error: unknown) => {
    const fault = namedFault(error, access.url);
    if (!(fault instanceof NotRunning)) throw fault;
    throw new CannotStart(
      `Nothing answers at ${access.url}: start the product there ("npm start"), or leave --url out to have one started.`,
    );
  });
}

function mayUpload(roles: readonly string[]): void {
  if (roles.includes('contributor') || roles.includes('admin')) return;
  throw new CannotStart(
    'The run uploads a document of its own, for which its first caller needs the role contributor.',
  );
}

const split = (keys: string | undefined): string[] => (keys ?? '').split(/[\s,]+/).filter((key) => key !== '');
