import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditLog, TableAuditLog } from '@shared/audit';
import { HealthController, Readiness } from '@shared/http';
import { AssertionVerifier } from '@shared/identity';
import { Embedder, ModelPool, OpenAiEmbedder, showPool } from '@shared/models';
import { loggerModule, Metrics, metricsModule } from '@shared/telemetry';
import { BlobDocumentStore } from './adapters/blob-document-store.adapter.js';
import { ChildProcessTextExtractor } from './adapters/child-process-text-extractor.adapter.js';
import { DocumentIntelligence } from './adapters/document-intelligence.adapter.js';
import { HttpMalwareScan } from './adapters/http-malware-scan.adapter.js';
import { SearchPassageIndex } from './adapters/search-passage-index.adapter.js';
import { StorageIngestionQueue } from './adapters/storage-ingestion-queue.adapter.js';
import { SystemClock } from './adapters/system-clock.adapter.js';
import { TableUploadKeys } from './adapters/table-upload-keys.adapter.js';
import { TableDocumentCatalog } from './adapters/table-document-catalog.adapter.js';
import { IngestionConfig } from './config/ingestion.config.js';
import { ContentService } from './documents/content.service.js';
import { DocumentEvents } from './documents/document-events.js';
import { DocumentsService } from './documents/documents.service.js';
import { PersonDocuments } from './documents/person-documents.service.js';
import { AdminController } from './http/admin.controller.js';
import { ContentController } from './http/content.controller.js';
import { DocumentsController } from './http/documents.controller.js';
import { SilentStores } from './http/silent-stores.interceptor.js';
import { StoreReadiness } from './http/store-readiness.js';
import { UploadsController } from './http/uploads.controller.js';
import { Clock } from './ports/clock.port.js';
import { DocumentCatalog } from './ports/document-catalog.port.js';
import { DocumentStore } from './ports/document-store.port.js';
import { IngestionQueue } from './ports/ingestion-queue.port.js';
import { MalwareScan, NoMalwareScan } from './ports/malware-scan.port.js';
import { PassageIndex } from './ports/passage-index.port.js';
import { UploadKeys } from './ports/upload-keys.port.js';
import { NoTextRecognition, TextRecognition } from './ports/text-recognition.port.js';
import { TextExtractor } from './ports/text-extractor.port.js';
import { ContentClaims } from './uploads/content-claims.js';
import { DocumentRegister } from './uploads/document-register.js';
import { FileIntake } from './uploads/file-intake.js';
import { Once } from './uploads/once.js';
import { UploadsService } from './uploads/uploads.service.js';
import { CatalogDoctor } from './work/catalog-doctor.js';
import { DocumentWork } from './work/document-work.js';
import { ForgottenWork } from './work/forgotten-work.js';
import { Housekeeping } from './work/housekeeping.js';
import { IngestionMetrics } from './work/ingestion-metrics.js';
import { IngestionWorker } from './work/ingestion-worker.js';
import { OrphanHunt } from './work/orphan-hunt.js';
import { PacedEmbedder } from './work/paced-embedder.js';
import { PicturePages } from './work/picture-pages.js';
import { PassageWriter } from './work/passage-writer.js';
import { Sweeper } from './work/sweeper.js';
import { TextWork } from './work/text-work.js';
import { WorkDesk } from './work/work-desk.js';
import { WorkSignal } from './work/work-signal.js';

const core = [
  DocumentsService,
  PersonDocuments,
  ContentService,
  DocumentEvents,
  UploadsService,
  DocumentRegister,
  ContentClaims,
  Once,
  FileIntake,
  IngestionMetrics,
  WorkDesk,
  WorkSignal,
];
const work = [
  IngestionWorker,
  Sweeper,
  DocumentWork,
  TextWork,
  PicturePages,
  PassageWriter,
  Housekeeping,
  CatalogDoctor,
  OrphanHunt,
  ForgottenWork,
];

/** The composition root: the one place that binds ports to adapters. */
@Module({})
export class IngestionModule {
  /** @param childScript the compiled extraction child. */
  static with(config: IngestionConfig, verifier: AssertionVerifier, childScript: URL): DynamicModule {
    const { backend } = config;
    const isWorker = config.role !== 'api';
    const adapters: Provider[] = [
      { provide: IngestionConfig, useValue: config },
      { provide: AssertionVerifier, useValue: verifier },
      { provide: Clock, useClass: SystemClock },
      { provide: AuditLog, useFactory: () => new TableAuditLog(backend.storage) },
      { provide: DocumentStore, useFactory: () => new BlobDocumentStore(backend.storage) },
      { provide: DocumentCatalog, useFactory: () => new TableDocumentCatalog(backend.storage) },
      { provide: UploadKeys, useFactory: () => new TableUploadKeys(backend.storage) },
      { provide: IngestionQueue, useFactory: () => new StorageIngestionQueue(backend.storage) },
      {
        provide: ModelPool,
        useFactory: (metrics: Metrics) => {
          const pool = new ModelPool(backend.models.deployments);
          showPool(metrics, pool);
          return pool;
        },
        inject: [Metrics],
      },
      {
        provide: Embedder,
        useFactory: (pool: ModelPool, metrics: IngestionMetrics) =>
          new PacedEmbedder(new OpenAiEmbedder(pool, backend.models.embedding, 0), config.embeddingPace, () =>
            metrics.modelThrottled(),
          ),
        inject: [ModelPool, IngestionMetrics],
      },
      {
        provide: PassageIndex,
        useFactory: (embedder: Embedder) => new SearchPassageIndex(backend.search, embedder),
        inject: [Embedder],
      },
      { provide: Readiness, useClass: StoreReadiness },
      { provide: APP_INTERCEPTOR, useClass: SilentStores },
      ...(isWorker
        ? [
            {
              provide: MalwareScan,
              useFactory: () =>
                config.malwareScan
                  ? new HttpMalwareScan(config.malwareScan.url, config.malwareScan.maxSeconds)
                  : new NoMalwareScan(),
            },
            {
              provide: TextRecognition,
              useFactory: () => (config.ocr ? new DocumentIntelligence(config.ocr) : new NoTextRecognition()),
            },
            {
              provide: TextExtractor,
              useFactory: () => new ChildProcessTextExtractor(childScript, config.extractProcesses, config.limits),
            },
          ]
        : []),
    ];
    return {
      module: IngestionModule,
      imports: [
        loggerModule('ingestion', backend.logLevel),
        metricsModule('ingestion', { host: config.host, port: config.metricsPort }),
      ],
      controllers: [
        HealthController,
        ...(config.role === 'worker'
          ? []
          : [UploadsController, DocumentsController, ContentController, AdminController]),
      ],
      providers: [...adapters, ...core, ...(isWorker ? work : [])],
    };
  }
}
