import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { AuditLog, TableAuditLog } from '@shared/audit';
import { HealthController, Readiness, AssertionGuard } from '@shared/http';
import { AssertionVerifier } from '@shared/identity';
import { ChatModel, Embedder, ModelPool, OpenAiChatModel, OpenAiEmbedder, showPool } from '@shared/models';
import { screener, Screener } from '@shared/screening';
import { loggerModule, Metrics, metricsModule } from '@shared/telemetry';
import { AzurePassageSearch } from './adapters/azure-passage-search.adapter.js';
import { HttpDocumentAuthority } from './adapters/http-document-authority.adapter.js';
import { MemoryAnswerRelay } from './adapters/memory-answer-relay.adapter.js';
import { RedisAnswerRelay } from './adapters/redis-answer-relay.adapter.js';
import { StoresReadiness } from './adapters/stores-readiness.js';
import { TableConversationArchive } from './adapters/table-conversation-archive.adapter.js';
import { TableConversationStore } from './adapters/table-conversation-store.adapter.js';
import { Afterword } from './answers/afterword.service.js';
import { AnswerService } from './answers/answer.service.js';
import { ChatService } from './answers/chat.service.js';
import { QuestionService } from './answers/question.service.js';
import { RunningAnswers } from './answers/running-answers.js';
import { ANSWER_CONFIG, RETENTION_CONFIG, RETRIEVAL_CONFIG, type ChatConfig } from './config/chat.config.js';
import { SourceVeil } from './citations/source-veil.service.js';
import { ChatMetrics } from './metrics/chat-metrics.js';
import { ConversationService } from './conversations/conversation.service.js';
import { PersonConversations } from './conversations/person-conversations.service.js';
import { Retention } from './conversations/retention.service.js';
import { GroundingCheck } from './grounding/grounding-check.service.js';
import { AdminController } from './http/admin.controller.js';
import { ChatController } from './http/chat.controller.js';
import { ConversationsController } from './http/conversations.controller.js';
import { SearchController } from './http/search.controller.js';
import { AnswerRelay } from './ports/answer-relay.port.js';
import { ConversationArchive } from './ports/conversation-archive.port.js';
import { ConversationStore } from './ports/conversation-store.port.js';
import { DocumentAuthority } from './ports/document-authority.port.js';
import { PassageSearch } from './ports/passage-search.port.js';
import { Retriever } from './retrieval/retriever.service.js';
import { SourceFinder } from './retrieval/source-finder.service.js';
import { SuggestionService } from './suggestions/suggestion.service.js';

/** What stands behind each port on Azure, and on local Azure. */
function azureAdapters(config: ChatConfig): Provider[] {
  return [
    {
      provide: ModelPool,
      useFactory: (metrics: Metrics) => {
        const pool = new ModelPool(config.models.deployments);
        showPool(metrics, pool);
        return pool;
      },
      inject: [Metrics],
    },
    {
      provide: Embedder,
      useFactory: (pool: ModelPool) => new OpenAiEmbedder(pool, config.models.embedding),
      inject: [ModelPool],
    },
    {
      provide: ChatModel,
      useFactory: (pool: ModelPool) => new OpenAiChatModel(pool, config.models.chat),
      inject: [ModelPool],
    },
    {
      provide: PassageSearch,
      useFactory: (embedder: Embedder) => new AzurePassageSearch(config.search, embedder, config.retrieval),
      inject: [Embedder],
    },
    { provide: DocumentAuthority, useFactory: () => new HttpDocumentAuthority(config.ingestionUrl) },
    {
      provide: ConversationStore,
      useFactory: async () => {
        const store = new TableConversationStore(config.storage);
        await store.prepare();
        return store;
      },
    },
    { provide: ConversationArchive, useFactory: () => new TableConversationArchive(config.storage) },
    { provide: AuditLog, useFactory: () => new TableAuditLog(config.storage) },
    {
      provide: Readiness,
      useFactory: (store: TableConversationStore, search: AzurePassageSearch) =>
        new StoresReadiness([(signal) => store.ping(signal), (signal) => search.ping(signal)]),
      inject: [ConversationStore, PassageSearch],
    },
  ];
}

/** With Redis every replica knows of every running answer; without it this process is the only one. */
function relay({ redis, answers }: ChatConfig): AnswerRelay {
  return redis ? new RedisAnswerRelay(redis, answers.resumeMs) : new MemoryAnswerRelay(answers.resumeMs);
}

/** The one place that binds ports to adapters. */
@Module({})
export class ChatModule {
  /** @param adapters what to bind the ports to; the real ones unless a test brings its own. */
  static with(config: ChatConfig, adapters: Provider[] = azureAdapters(config)): DynamicModule {
    return {
      module: ChatModule,
      imports: [
        loggerModule('chat', config.logLevel),
        metricsModule('chat', { host: config.host, port: config.metricsPort }),
      ],
      controllers: [AdminController, ChatController, SearchController, ConversationsController, HealthController],
      providers: [
        { provide: ANSWER_CONFIG, useValue: config.answers },
        { provide: RETRIEVAL_CONFIG, useValue: config.retrieval },
        { provide: RETENTION_CONFIG, useValue: config.retention },
        { provide: AssertionVerifier, useFactory: () => AssertionVerifier.from(config.assertionPublicKey) },
        AssertionGuard,
        { provide: AnswerRelay, useFactory: () => relay(config) },
        ...adapters,
        ChatMetrics,
        {
          provide: Screener,
          useFactory: (metrics: Metrics) => screener('passage', config.screening, metrics),
          inject: [Metrics],
        },
        Retriever,
        SourceFinder,
        QuestionService,
        GroundingCheck,
        SuggestionService,
        Afterword,
        AnswerService,
        RunningAnswers,
        ChatService,
        ConversationService,
        PersonConversations,
        Retention,
        SourceVeil,
      ],
    };
  }
}
