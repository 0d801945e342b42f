import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService } from '@shared/http';
import { AssertionVerifier } from '@shared/identity';
import { TableApiKeys } from '@shared/keys';
import { ChatModule } from '../../services/chat/src/chat.module.js';
import { readChatConfig } from '../../services/chat/src/config/chat.config.js';
import { gatewayConfig } from '../../services/gateway/src/config/gateway.config.js';
import { createGateway } from '../../services/gateway/src/gateway.js';
import { IngestionConfig } from '../../services/ingestion/src/config/ingestion.config.js';
import { acceptForms } from '../../services/ingestion/src/http/multipart-form.js';
import { IngestionModule } from '../../services/ingestion/src/ingestion.module.js';
import { DocumentCatalog } from '../../services/ingestion/src/ports/document-catalog.port.js';
import { DocumentStore } from '../../services/ingestion/src/ports/document-store.port.js';
import { IngestionQueue } from '../../services/ingestion/src/ports/ingestion-queue.port.js';
import { PassageIndex } from '../../services/ingestion/src/ports/passage-index.port.js';
import { setUp } from '../../services/ingestion/src/setup/set-up.js';
import { azureVariables, startLocalAzure } from '../support/local-azure.ts';

/** One service of the product, running in this process. */
export interface Running {
  readonly url: string;
  /** Every route its controllers have, as `METHOD /path/{parameter}`; a route for many methods is `ALL`. */
  readonly routes: readonly string[];
}

/** The product as it is deployed, with sign-in, in this process and over a local Azure of its own. */
export interface Product {
  readonly gateway: Running;
  readonly chat: Running;
  readonly ingestion: Running;
  /** What the gateway signs with. */
  readonly privateKey: string;
  /** The table of API keys. */
  readonly keys: TableApiKeys;
  stop(): Promise<void>;
}

/** The compiled child: a process of its own runs JavaScript only. `npm test` builds it first. */
const CHILD_SCRIPT = pathToFileURL(resolve('dist/services/ingestion/src/extraction-child.js'));

/** @param settings of the gateway: how people sign in. */
export async function startProduct(settings: Readonly<Record<string, string>>): Promise<Product> {
  const azure = await startLocalAzure();
  const webDir = await mkdtemp(join(tmpdir(), 'groundwork-access-'));
  await writeFile(join(webDir, 'index.html'), '<!doctype html>');
  const apps: NestFastifyApplication[] = [];
  const stop = async (): Promise<void> => {
    for (const app of apps.reverse()) {
      app.getHttpServer().closeAllConnections();
      await app.close();
    }
    await azure.stop();
    await rm(webDir, { recursive: true });
  };
  const run = async (making: Promise<NestFastifyApplication>): Promise<Running> => {
    const app = await making;
    apps.push(app);
    const routes = watchRoutes(app);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, routes };
  };

  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const shared = azureVariables(azure);
  try {
    const keys = new TableApiKeys({ tableUrl: azure.table, accountKey: azure.accountKey });
    await keys.prepare();
    const behind = { ...shared, ASSERTION_PUBLIC_KEY: publicKey };
    const ingestion = await run(makeIngestion({ ...behind, EXTRACT_PROCESSES: '1' }, publicKey));
    const chatConfig = readChatConfig({ ...behind, INGESTION_URL: ingestion.url });
    const chat = await run(createService(ChatModule.with(chatConfig)));
    const gateway = await run(
      createGateway(
        gatewayConfig({
          ...shared,
          NODE_ENV: 'production',
          CHAT_URL: chat.url,
          INGESTION_URL: ingestion.url,
          ASSERTION_PRIVATE_KEY: privateKey,
          RATE_LIMIT_PER_MINUTE: '0',
          UPLOADS_PER_MINUTE: '0',
          WEB_DIR: webDir,
          ...settings,
        }),
      ),
    );
    return { gateway, chat, ingestion, privateKey, keys, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeIngestion(env: Record<string, string>, publicKey: string): Promise<NestFastifyApplication> {
  const config = new IngestionConfig(env);
  const module = IngestionModule.with(config, await AssertionVerifier.from(publicKey), CHILD_SCRIPT);
  return createService(module, {
    prepare: async (app) => {
      await acceptForms(app, config.uploadMaxBytes);
      await setUp({
        catalog: app.get(DocumentCatalog),
        store: app.get(DocumentStore),
        queue: app.get(IngestionQueue),
        index: app.get(PassageIndex),
      });
    },
  });
}

/** Notes what an application registers from now on: what its controllers really have, and not a list of ours. */
function watchRoutes(app: NestFastifyApplication): string[] {
  const routes: string[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      const path = url.replace(/:(\w+)/g, '{$1}');
      // HEAD comes with every GET, and is asked beside it.
      if (Array.isArray(method)) routes.push(`ALL ${path}`);
      else if (method !== 'HEAD') routes.push(`${method} ${path}`);
    });
  return routes;
}
