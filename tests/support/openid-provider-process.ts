/**
 * A real OpenID provider (`oidc-provider`, certified) on loopback, in a process of its own:
 * `node openid-provider-process.ts`. It prints its address, and takes the web app's on its standard input.
 *
 * One web app, a public client with PKCE; anybody signs in with any password. Access tokens are JWTs for
 * `api://groundwork`, good for TOKEN_SECONDS, and make everybody a contributor but `nobody`, who gets an unknown role.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

const tokenSeconds = Number(process.env['TOKEN_SECONDS'] ?? '3600');
const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
process.stdout.write(`${JSON.stringify({ issuer })}\n`);

const [line] = (await once(createInterface({ input: process.stdin }), 'line')) as [string];
const { redirectUri } = JSON.parse(line) as { redirectUri: string };
const { privateKey } = await generateKeyPair('RS256', { extractable: true });

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }] },
  cookies: { keys: ['a test signs its cookies'] },
  clients: [
    {
      client_id: 'web-app',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [redirectUri],
    },
  ],
  pkce: { required: () => true },
  clientBasedCORS: (_context, origin) => origin === new URL(redirectUri).origin,
  scopes: ['openid', 'offline_access', 'chat'],
  ttl: { AccessToken: tokenSeconds },
  issueRefreshToken: async () => true,
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (_context, token) => {
    const accountId = 'accountId' in token ? token.accountId : undefined;
    return { name: `${accountId} Example`, roles: [accountId === 'nobody' ? 'visitor' : 'contributor'] };
  },
  features: {
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'api://groundwork',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'chat',
        audience: 'api://groundwork',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});
const handle = provider.callback();
server.on('request', (incoming, outgoing) => void handle(incoming, outgoing));
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
