import { generateKeyPairSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService } from '@shared/http';
import { AssertionSigner, AssertionVerifier, ASSERTION_HEADER, type Role } from '@shared/identity';
import type { DocumentView } from '@shared/contracts';
import { azureVariables, startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { IngestionConfig } from '../../src/config/ingestion.config.js';
import { acceptForms } from '../../src/http/multipart-form.js';
import { IngestionModule } from '../../src/ingestion.module.js';
import { DocumentCatalog } from '../../src/ports/document-catalog.port.js';
import { DocumentStore } from '../../src/ports/document-store.port.js';
import { IngestionQueue } from '../../src/ports/ingestion-queue.port.js';
import { PassageIndex } from '../../src/ports/passage-index.port.js';
import { setUp } from '../../src/setup/set-up.js';

/** The compiled child: a process of its own runs JavaScript only. `npm test` builds it first. */
export const CHILD_SCRIPT = pathToFileURL(resolve('dist/services/ingestion/src/extraction-child.js'));

/** Variables that point the service at a local Azure. */
export const environmentOf = (azure: TestAzure, publicKey: string): Record<string, string> => ({
  ...azureVariables(azure),
  ASSERTION_PUBLIC_KEY: publicKey,
  EXTRACT_PROCESSES: '1',
});

/** Who asks in a test. */
export interface Asker {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly groups?: readonly string[];
}
export const ALICE: Asker = { userId: 'alice', roles: ['contributor'] };
export const BOB: Asker = { userId: 'bob', roles: ['contributor'], groups: ['sales'] };
export const READER: Asker = { userId: 'rita', roles: ['reader'] };
export const ADMIN: Asker = { userId: 'adam', roles: ['admin'] };

/** What a reply says. */
export interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface TestIngestion {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Asks, as JSON. A text body is handed on as it is. */
  ask<Body>(
    asker: Asker,
    method: string,
    path: string,
    body?: FormData | object | string,
    headers?: Record<string, string>,
  ): Promise<Reply<Body>>;
  /** The header that proves who is asking. */
  assertion(asker: Asker): Promise<Record<string, string>>;
  upload(
    asker: Asker,
    fileName: string,
    content: string | Uint8Array,
    fields?: Record<string, string>,
  ): Promise<Reply<DocumentView>>;
  /** The document once it is ready or has failed. */
  settled(asker: Asker, id: string, withinMs?: number): Promise<DocumentView>;
  stop(): Promise<void>;
}

/** Starts the service in this process, against a local Azure that runs. @param childScript who reads the files. */
export async function startIngestion(
  azure: TestAzure,
  settings: Record<string, string> = {},
  childScript: URL = CHILD_SCRIPT,
): Promise<TestIngestion> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const config = new IngestionConfig({ ...environmentOf(azure, publicKey), ...settings });
  const app = await createService(IngestionModule.with(config, await AssertionVerifier.from(publicKey), childScript), {
    prepare: async (made) => {
      await acceptForms(made, config.uploadMaxBytes);
      await setUp({
        catalog: made.get(DocumentCatalog),
        store: made.get(DocumentStore),
        queue: made.get(IngestionQueue),
        index: made.get(PassageIndex),
      });
    },
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const signer = await AssertionSigner.from(privateKey);

  const assertion = async ({ userId, roles, groups = [] }: Asker): Promise<Record<string, string>> => ({
    [ASSERTION_HEADER]: await signer.sign({
      tenantId: 'local',
      userId,
      roles,
      groups,
      correlationId: 'test-correlation',
    }),
  });
  const ask = async <Body>(
    asker: Asker,
    method: string,
    path: string,
    body?: FormData | object | string,
    headers: Record<string, string> = {},
  ): Promise<Reply<Body>> => {
    const isRaw = body instanceof FormData || typeof body === 'string';
    const reply = await fetch(`${url}/internal/documents${path}`, {
      method,
      headers: {
        ...(await assertion(asker)),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get('content-type') ?? '');
    return { status: reply.status, headers: reply.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  };

  return {
    app,
    url,
    ask,
    assertion,
    upload: (asker, fileName, content, fields = {}) =>
      ask<DocumentView>(asker, 'POST', '', formOf([[fileName, content]], fields)),
    settled: async (asker, id, withinMs = 20_000) => {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const { body } = await ask<DocumentView>(asker, 'GET', `/${id}`);
        if (body.status === 'ready' || body.status === 'failed') return body;
        if (Date.now() > deadline) throw new Error(`Still ${body.status} after ${withinMs} ms`);
        await new Promise((next) => setTimeout(next, 25));
      }
    },
    stop: () => app.close(),
  };
}

/** A multipart form; its fields stand after its files. */
export function formOf(
  files: readonly (readonly [fileName: string, content: string | Uint8Array])[],
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData();
  for (const [fileName, content] of files)
    form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), fileName);
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

export { startLocalAzure, type TestAzure };
