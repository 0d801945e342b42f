import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A real OpenID provider on loopback. */
export interface OpenIdProvider {
  readonly issuer: string;
  /** Lets the web app at this address sign people in. Until then the provider answers nobody. */
  register(webApp: string): Promise<void>;
  stop(): Promise<void>;
}

/** @param tokenSeconds life of an access token. */
export async function startOpenIdProvider(tokenSeconds = 3_600): Promise<OpenIdProvider> {
  const child = spawn(process.execPath, [resolve('tests/support/openid-provider-process.ts')], {
    env: { ...process.env, NODE_ENV: 'test', TOKEN_SECONDS: String(tokenSeconds) },
    // It says at length that it is set up for tests.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** The next thing it says that is JSON: it also prints notices. */
  const said = async (): Promise<unknown> => {
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      if (next.value.startsWith('{')) return JSON.parse(next.value);
    }
    throw new Error('the provider ended while starting');
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const { issuer } = (await said()) as { issuer: string };
  return {
    issuer,
    register: async (webApp) => {
      child.stdin.write(`${JSON.stringify({ redirectUri: `${webApp}/` })}\n`);
      await said();
    },
    stop,
  };
}
