import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

/** How a token differs from a good one. */
export interface TokenOptions {
  /** Seconds from now. Default 300. */
  readonly expiresInSeconds?: number;
  /** Seconds from now. */
  readonly notBeforeSeconds?: number;
  /** Key id in its header; by default that of the key that signs. */
  readonly kid?: string;
  /** Signed by a key that the issuer does not publish, under the id of one that it does. */
  readonly isForged?: boolean;
}

/**
 * An OpenID issuer on loopback whose every word a test chooses: discovery, keys, and tokens of any kind, also such as no
 * real issuer would sign. Sign-in itself is tested with `oidc-provider`.
 */
export class TestIssuer {
  /** Times the discovery document and the keys were fetched. */
  readonly fetched = { discovery: 0, keys: 0 };
  /** Fields beside issuer and keys in the discovery document; those of Entra ID make it one. */
  metadata: Record<string, unknown> = {};
  /** Further fields of every published key. */
  keyFields: Record<string, unknown> = {};
  /** Answers 503 while true. */
  isDown = false;

  private signing!: { kid: string; privateKey: CryptoKey; publicJwk: JWK };
  private readonly published: JWK[] = [];
  private rotations = 0;

  private constructor(readonly url: string) {}

  static async start(): Promise<TestIssuer & { stop(): Promise<void> }> {
    const server = createServer((incoming, outgoing) => issuer.answer(incoming, outgoing)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new TestIssuer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await issuer.rotate();
    return Object.assign(issuer, {
      stop: async () => {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      },
    });
  }

  /** Signs with a new key from now on, and publishes it beside the old ones. */
  async rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    this.rotations += 1;
    const kid = `key-${this.rotations}`;
    const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
    this.signing = { kid, privateKey, publicJwk };
    this.published.push(publicJwk);
  }

  /** A token of this issuer with these claims; a claim of undefined is left out. */
  async token(claims: JWTPayload, options: TokenOptions = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: this.url, iat: now, exp: now + (options.expiresInSeconds ?? 300), ...claims };
    if (options.notBeforeSeconds !== undefined) payload.nbf = now + options.notBeforeSeconds;
    const key = options.isForged ? (await generateKeyPair('RS256')).privateKey : this.signing.privateKey;
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: options.kid ?? this.signing.kid }).sign(key);
  }

  private answer({ url }: IncomingMessage, outgoing: ServerResponse): void {
    const json = (body: object): void =>
      void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (this.isDown) return void outgoing.writeHead(503).end();
    if (url?.endsWith('/.well-known/openid-configuration')) {
      this.fetched.discovery += 1;
      return json({ issuer: this.url, jwks_uri: `${this.url}/keys`, ...this.metadata });
    }
    if (url !== '/keys') return void outgoing.writeHead(404).end();
    this.fetched.keys += 1;
    return json({ keys: this.published.map((key) => ({ ...key, ...this.keyFields })) });
  }
}
