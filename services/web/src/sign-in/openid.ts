import { type WebConfig } from '@shared/contracts';
import * as oauth from 'oauth4webapi';

/** How one signs in here. */
export type SignInSettings = NonNullable<WebConfig['signIn']>;

/** What opens the API, for a while. It is kept in memory only. */
export interface Tokens {
  readonly accessToken: string;
  /** Milliseconds since the epoch; undefined where the issuer does not say. */
  readonly expiresAt: number | undefined;
  readonly refreshToken: string | undefined;
}

/** What must outlive the way to the issuer and back: it opens nothing by itself. */
interface Trip {
  readonly state: string;
  readonly verifier: string;
  /** Where the reader was: the hash of the address. */
  readonly hash: string;
}
const TRIP = 'groundwork.sign-in';

/** The page that the issuer sends the reader back to. */
const redirectUri = () => `${window.location.origin}/`;

const client = ({ clientId }: SignInSettings): oauth.Client => ({ client_id: clientId });

/** Plain HTTP is for an issuer on this machine, as tests have one; everywhere else the library refuses it. */
const transport = ({ issuer }: SignInSettings) => ({
  [oauth.allowInsecureRequests]: /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(issuer),
});

/** Entra's shared addresses name no tenant in their metadata: nothing is compared there but where it came from. */
const TENANT = '{tenantid}';

async function discover(settings: SignInSettings): Promise<oauth.AuthorizationServer> {
  const url = new URL(settings.issuer);
  const response = await oauth.discoveryRequest(url, transport(settings));
  if (!response.ok) throw new Error(`discovery answered ${response.status}`);
  const metadata = (await response.json()) as oauth.AuthorizationServer;
  const isSame = metadata.issuer.replace(/\/+$/, '') === settings.issuer.replace(/\/+$/, '');
  const isShared = metadata.issuer.includes(TENANT) && new URL(metadata.issuer).origin === url.origin;
  if (!isSame && !isShared) throw new Error('discovery names another issuer');
  return metadata;
}

/** Keeps what the way back needs, and gives the address to go to: authorization code with PKCE (RFC 7636). */
export async function begin(settings: SignInSettings): Promise<string> {
  const { authorization_endpoint: endpoint } = await discover(settings);
  if (endpoint === undefined) throw new Error('the issuer has no page to sign in at');
  const trip: Trip = {
    state: oauth.generateRandomState(),
    verifier: oauth.generateRandomCodeVerifier(),
    hash: window.location.hash,
  };
  sessionStorage.setItem(TRIP, JSON.stringify(trip));
  const url = new URL(endpoint);
  const { clientId, scope, resource } = settings;
  const asked = {
    client_id: clientId,
    redirect_uri: redirectUri(),
    response_type: 'code',
    scope,
    state: trip.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(trip.verifier),
    code_challenge_method: 'S256',
    ...(resource === null ? {} : { resource }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

/** Whether this page is the way back from the issuer. */
export function isWayBack({ searchParams }: URL): boolean {
  return searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'));
}

/**
 * Trades the code of the way back for tokens, once.
 *
 * @throws if the issuer refused, or if this is not the way back from where this tab went.
 */
export async function finish(settings: SignInSettings, url: URL): Promise<{ tokens: Tokens; hash: string }> {
  const kept = sessionStorage.getItem(TRIP);
  sessionStorage.removeItem(TRIP);
  if (kept === null) throw new Error('nobody set out from here');
  const { state, verifier, hash } = JSON.parse(kept) as Trip;
  const server = await discover(settings);
  const answer = oauth.validateAuthResponse(server, client(settings), url, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client(settings),
    oauth.None(),
    answer,
    redirectUri(),
    verifier,
    { ...transport(settings), ...resourceOf(settings) },
  );
  const result = await oauth.processAuthorizationCodeResponse(server, client(settings), await withoutIdToken(response));
  return { tokens: toTokens(result), hash };
}

/** New tokens for old ones. @throws if the issuer wants the reader to sign in again. */
export async function renew(settings: SignInSettings, refreshToken: string): Promise<Tokens> {
  const server = await discover(settings);
  const options = { ...transport(settings), ...resourceOf(settings) };
  const response = await oauth.refreshTokenGrantRequest(server, client(settings), oauth.None(), refreshToken, options);
  const result = await oauth.processRefreshTokenResponse(server, client(settings), await withoutIdToken(response));
  // Not every issuer gives a new one each time.
  return { ...toTokens(result), refreshToken: result.refresh_token ?? refreshToken };
}

/** Where the issuer ends its own session; undefined where it has no such page. */
export async function signOutAddress(settings: SignInSettings): Promise<string | undefined> {
  const { end_session_endpoint: endpoint } = await discover(settings);
  if (endpoint === undefined) return undefined;
  const url = new URL(endpoint);
  url.searchParams.set('client_id', settings.clientId);
  url.searchParams.set('post_logout_redirect_uri', redirectUri());
  return url.href;
}

const resourceOf = ({ resource }: SignInSettings) => (resource === null ? {} : { additionalParameters: { resource } });

const toTokens = ({ access_token, expires_in, refresh_token }: oauth.TokenEndpointResponse): Tokens => ({
  accessToken: access_token,
  expiresAt: expires_in === undefined ? undefined : Date.now() + expires_in * 1_000,
  refreshToken: refresh_token,
});

/** The ID token is not looked at: who signed in says the gateway, of the token that it checked. */
async function withoutIdToken(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const { id_token: _, ...rest } = (await response.json()) as Record<string, unknown>;
  return new Response(JSON.stringify(rest), { status: response.status, headers: response.headers });
}
