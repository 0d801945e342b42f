import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { ServeOptions } from '@shared/http';
import { AssertionVerifier } from '@shared/identity';
import { MetricsServer } from '@shared/telemetry';
import { gatewayConfig } from '../../src/config/gateway.config.js';
import { createGateway } from '../../src/gateway.js';
import { FakeService } from './fake-service.js';

/** The gateway on a free port, between the test and two services that the test plays. */
export interface Stage {
  readonly url: string;
  readonly chat: FakeService;
  readonly ingestion: FakeService;
  /** What `GET /metrics` says; needs `METRICS_PORT`. */
  metrics(): Promise<string>;
  /** Lets the gateway end as SIGTERM does. */
  close(): Promise<void>;
  /** Ends everything. */
  stop(): Promise<void>;
}

/** @param settings environment variables beside those that every stage needs. No rate limits unless they are set. */
export async function setStage(
  settings: Readonly<Record<string, string>> = {},
  served: Pick<ServeOptions, 'headersTimeoutMs'> = {},
): Promise<Stage> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const verifier = await AssertionVerifier.from(publicKey);
  const [chat, ingestion] = await Promise.all([FakeService.start(verifier), FakeService.start(verifier)]);
  const config = gatewayConfig({
    GATEWAY_PORT: '0',
    CHAT_URL: chat.url,
    INGESTION_URL: ingestion.url,
    ASSERTION_PRIVATE_KEY: privateKey,
    RATE_LIMIT_PER_MINUTE: '0',
    UPLOADS_PER_MINUTE: '0',
    STORAGE_TABLE_URL: 'http://127.0.0.1:1/none',
    STORAGE_ACCOUNT_KEY: 'bm9uZQ==',
    MODEL_BASE_URL: 'http://127.0.0.1:1/v1',
    CHAT_MODEL: 'model-one',
    EMBEDDING_MODEL: 'unused',
    WEB_DIR: '/nowhere',
    LOG_LEVEL: 'silent',
    ...settings,
  });
  const app = await createGateway(config, served);
  await app.listen(0, config.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= app.close());
  return {
    url: `http://127.0.0.1:${port}`,
    chat,
    ingestion,
    metrics: async () => (await fetch(app.get(MetricsServer).url ?? '')).text(),
    close,
    stop: async () => {
      app.getHttpServer().closeAllConnections();
      await Promise.all([close(), chat.stop(), ingestion.stop()]);
    },
  };
}
