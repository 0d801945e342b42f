import { TableApiKeys } from '@shared/keys';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { TestIssuer } from '../../../../tests/support/test-issuer.ts';
import { call, type Reply } from './call.js';
import { setStage, type Stage } from './stage.js';

const AUDIENCE = 'api://groundwork';
/** The one page of another origin that may call. */
export const PAGE = 'https://app.example';

/** The gateway where people sign in, with a table of keys behind it. */
export interface SignInStage {
  readonly azure: TestAzure;
  readonly issuer: Awaited<ReturnType<typeof TestIssuer.start>>;
  readonly stage: Stage;
  stop(): Promise<void>;
}

export async function setSignInStage(): Promise<SignInStage> {
  const [azure, issuer] = await Promise.all([startLocalAzure(), TestIssuer.start()]);
  const stopOthers = async (): Promise<void> => {
    await issuer.stop();
    await azure.stop();
  };
  try {
    const storage = { tableUrl: azure.table, accountKey: azure.accountKey };
    await new TableApiKeys(storage).prepare();
    const stage = await setStage({
      AUTH_MODE: 'oidc',
      NODE_ENV: 'production',
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_CLIENT_ID: 'web-app',
      OIDC_SCOPE: 'openid chat',
      CORS_ORIGINS: PAGE,
      STORAGE_TABLE_URL: azure.table,
      STORAGE_ACCOUNT_KEY: azure.accountKey,
    });
    const stop = async (): Promise<void> => {
      await stage.stop();
      await stopOthers();
    };
    return { azure, issuer, stage, stop };
  } catch (error) {
    await stopOthers();
    throw error;
  }
}

/**
 * Calls of people who have signed in.
 * @param signIn is asked at every call: it stands only once the tests run.
 */
export const signedInCalls = (signIn: () => SignInStage) => ({
  /** The header with Ann's token. @param claims beside those of a good one, or in place of them. */
  bearer: async (claims: object = {}): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await signIn().issuer.token({ sub: 'ann', aud: AUDIENCE, ...claims })}`,
  }),
  get: (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
    call(`${signIn().stage.url}${path}`, { headers }),
  send: (method: string, path: string, headers: Record<string, string>, body?: object): Promise<Reply> =>
    call(`${signIn().stage.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
});
