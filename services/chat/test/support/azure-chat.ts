import { ChatModel, Embedder, ModelPool, modelsConfig, OpenAiChatModel, OpenAiEmbedder } from '@shared/models';
import { indexClient, passageClient, passageId, passageIndex, passageIndexName } from '@shared/passages';
import type { TestAzure } from '../../../../tests/support/local-azure.js';
import { AzurePassageSearch } from '../../src/adapters/azure-passage-search.adapter.js';
import type { AnswerConfig } from '../../src/config/chat.config.js';
import type { RetrievalConfig } from '../../src/config/retrieval.config.js';
import { ConversationStore } from '../../src/ports/conversation-store.port.js';
import { DocumentAuthority } from '../../src/ports/document-authority.port.js';
import { PassageSearch } from '../../src/ports/passage-search.port.js';
import { serveChat, sharedOver, type ServedChat } from './chat-app.js';
import { CALLER, FakeAuthority } from './fakes.js';
import { ANSWERS, RETRIEVAL } from './settings.js';

const DIMENSIONS = 256;

/** Chat over the wire to local Azure's models and search; every document it finds may be read. */
export async function startAzureChat(
  azure: TestAzure,
  answers: Partial<AnswerConfig> = {},
  retrieval: Partial<RetrievalConfig> = {},
): Promise<ServedChat> {
  const { conversations, keys } = sharedOver();
  const search = { ...RETRIEVAL, ...retrieval };
  const { chat, embedder } = modelsOf(azure);
  return serveChat({ retrieval: search, answers: { ...ANSWERS, ...answers } }, keys, [
    { provide: Embedder, useValue: embedder },
    { provide: ChatModel, useValue: chat },
    { provide: PassageSearch, useValue: new AzurePassageSearch(azure, embedder, search) },
    { provide: DocumentAuthority, useValue: new FakeAuthority() },
    { provide: ConversationStore, useValue: conversations },
  ]);
}

/** Puts texts into the index that {@link startAzureChat} searches, one passage each of a document of its own. */
export async function indexTexts(azure: TestAzure, texts: Readonly<Record<string, string>>): Promise<void> {
  const { embedder } = modelsOf(azure);
  const name = passageIndexName(embedder.model, DIMENSIONS);
  const vectors = await embedder.embed(Object.values(texts));
  await indexClient(azure).createIndex(passageIndex(name, DIMENSIONS));
  await passageClient(azure, name).uploadDocuments(
    Object.entries(texts).map(([documentId, content], i) => ({
      id: passageId(documentId, 1, 0),
      tenantId: CALLER.tenantId,
      documentId,
      version: 1,
      ordinal: 0,
      title: documentId,
      heading: null,
      content,
      page: 1,
      lineStart: null,
      lineEnd: null,
      start: 0,
      end: content.length,
      visibleTo: ['everyone'],
      tags: [],
      language: 'eng',
      contentVector: vectors[i] ?? [],
    })),
  );
}

/** Local Azure's models, as the service's own settings make them. */
export function modelsOf(
  { url, apiKey }: TestAzure,
  model = 'local-extractive',
): { chat: ChatModel; embedder: Embedder } {
  const config = modelsConfig({
    MODEL_BASE_URL: `${url}/openai/v1`,
    MODEL_API_KEY: apiKey,
    CHAT_MODEL: model,
    EMBEDDING_MODEL: 'local-hashed',
    EMBEDDING_DIMENSIONS: DIMENSIONS,
    MODEL_TOKEN_SCOPE: 'scope',
    MODEL_TIMEOUT_MS: 10_000,
  });
  const pool = new ModelPool(config.deployments);
  return { chat: new OpenAiChatModel(pool, config.chat), embedder: new OpenAiEmbedder(pool, config.embedding) };
}
