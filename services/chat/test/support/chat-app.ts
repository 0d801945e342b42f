import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Provider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditLog } from '@shared/audit';
import { Readiness, serve } from '@shared/http';
import { ASSERTION_HEADER, AssertionSigner, type Caller } from '@shared/identity';
import { ChatModel, Embedder } from '@shared/models';
import type { RedisConfig } from '@shared/redis';
import { MetricsServer } from '@shared/telemetry';
import type { ScreenerConfig } from '@shared/screening';
import { ChatModule } from '../../src/chat.module.js';
import type { AnswerConfig, ChatConfig } from '../../src/config/chat.config.js';
import { ConversationArchive } from '../../src/ports/conversation-archive.port.js';
import { ConversationStore } from '../../src/ports/conversation-store.port.js';
import { DocumentAuthority } from '../../src/ports/document-authority.port.js';
import { PassageSearch } from '../../src/ports/passage-search.port.js';
import { CALLER, EmptyArchive, FakeAuthority, FakeEmbedder, FakeSearch, MemoryAudit, ScriptedModel } from './fakes.js';
import { MemoryConversationStore } from './memory-conversation-store.js';
import { passage } from './passages.js';
import { ANSWERS, RETRIEVAL, SCREENING } from './settings.js';

/** What a test may send beside the body. */
export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caller?: Partial<Caller>;
  readonly signal?: AbortSignal;
}

/** The whole chat service, listening. */
export interface ServedChat {
  readonly url: string;
  /** Calls a route as Ann, or as the caller given. A string body is sent as it is. */
  call(path: string, options?: CallOptions): Promise<Response>;
  /** The header that proves who is asking. */
  assertion(caller?: Partial<Caller>): Promise<Record<string, string>>;
  /** Bytes that each open connection holds back because its reader does not take them. */
  unsentBytes(): number[];
  /** What the process counts, in Prometheus's words, from its port. */
  metrics(): Promise<string>;
  close(): Promise<void>;
}

/** The chat service with everything outside it replaced at the ports. */
export interface ChatApp extends ServedChat {
  readonly model: ScriptedModel;
  readonly search: FakeSearch;
  readonly authority: FakeAuthority;
  readonly embedder: FakeEmbedder;
  readonly audit: MemoryAudit;
}

const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

/** What the replicas of one service share. */
export interface SharedByReplicas {
  readonly redis: RedisConfig | undefined;
  readonly conversations: ConversationStore;
  readonly keys: KeyPairKeyObjectResult;
}

/** What a service shares with nobody, unless `redis` names where its replicas meet. */
export const sharedOver = (redis?: RedisConfig): SharedByReplicas => ({
  redis,
  conversations: new MemoryConversationStore(),
  keys: generateKeyPairSync('ed25519'),
});

export async function startChat(
  answers: Partial<AnswerConfig> = {},
  { redis, conversations, keys }: SharedByReplicas = sharedOver(),
  screening: Partial<ScreenerConfig> = {},
): Promise<ChatApp> {
  const model = new ScriptedModel();
  const search = new FakeSearch([
    passage({ documentId: 'document-a', text: 'The yearly fee is 4 %. It is due in May.', page: 3 }),
    passage({ documentId: 'document-b', text: 'The fee has a term of a year.' }),
  ]);
  const [authority, embedder, audit] = [new FakeAuthority(), new FakeEmbedder(), new MemoryAudit()];
  const served = await serveChat(
    { redis, answers: { ...ANSWERS, ...answers }, screening: { ...SCREENING, ...screening } },
    keys,
    [
      { provide: Embedder, useValue: embedder },
      { provide: ChatModel, useValue: model },
      { provide: PassageSearch, useValue: search },
      { provide: DocumentAuthority, useValue: authority },
      { provide: ConversationStore, useValue: conversations },
      { provide: AuditLog, useValue: audit },
    ],
  );
  return { ...served, model, search, authority, embedder, audit };
}

/** Serves chat with what stands behind its ports. */
export async function serveChat(
  overrides: Partial<ChatConfig>,
  { privateKey, publicKey }: KeyPairKeyObjectResult,
  adapters: Provider[],
): Promise<ServedChat> {
  const signer = await AssertionSigner.from(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const config: ChatConfig = {
    ...({ host: '127.0.0.1', port: 0, metricsPort: 0, logLevel: 'silent' } as const),
    assertionPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ...UNUSED,
    redis: undefined,
    retention: { days: 0 },
    retrieval: RETRIEVAL,
    screening: SCREENING,
    answers: ANSWERS,
    ...overrides,
  };
  // What a test may bring itself comes last and wins.
  const others: Provider[] = [
    { provide: Readiness, useValue: { isReachable: () => Promise.resolve(true) } },
    { provide: ConversationArchive, useValue: new EmptyArchive() },
    { provide: AuditLog, useValue: new MemoryAudit() },
  ];
  const { app, url } = await serve(ChatModule.with(config, [...others, ...adapters]), {
    host: '127.0.0.1',
    port: 0,
    bodyLimitBytes: BODY_LIMIT_BYTES,
  });
  const sockets = new Set<Socket>();
  app.getHttpServer().on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const assertion = async (caller: Partial<Caller> = {}) => ({
    [ASSERTION_HEADER]: await signer.sign({ ...CALLER, ...caller }),
  });
  const call = async (path: string, { method, body, headers, caller, signal }: CallOptions = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(await assertion(caller)),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  const unsentBytes = (): number[] => Array.from(sockets, ({ writableLength }) => writableLength);
  const metrics = async (): Promise<string> => (await fetch(app.get(MetricsServer).url ?? '')).text();
  return { url, call, assertion, unsentBytes, metrics, close: () => closed(app) };
}

async function closed(app: NestFastifyApplication): Promise<void> {
  await app.close();
}

/** Addresses nobody calls: every port is replaced. */
const UNUSED: Pick<ChatConfig, 'ingestionUrl' | 'storage' | 'search' | 'models'> = {
  ingestionUrl: 'http://127.0.0.1:9',
  storage: { blobUrl: '', queueUrl: '', tableUrl: '', accountKey: undefined },
  search: { url: '', apiKey: undefined },
  models: { deployments: [], chat: { model: 'scripted' }, embedding: { model: 'fake', dimensions: 2 } },
};
