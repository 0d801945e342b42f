import type { Provider } from '@nestjs/common';
import { ModelPool } from '@shared/models';
import { WsRealtimeLine } from './adapters/ws-realtime-line.adapter.js';
import type { GatewayConfig } from './config/gateway.config.js';
import { Affinity } from './openai/affinity.js';
import { DocumentsModel } from './openai/documents-model.js';
import { ModelCalls } from './openai/model-calls.js';
import { ModelRelay } from './openai/model-relay.js';
import { RealtimeCalls } from './openai/realtime-calls.js';
import { ResponseHomes } from './openai/response-homes.js';
import { RealtimeLine } from './ports/realtime-line.port.js';
import { UsageMeter } from './ports/usage-meter.port.js';

/** What answers under `/v1`. */
export const openAiProviders = ({ assertionPrivateKey, azureChunks }: GatewayConfig): Provider[] => [
  { provide: RealtimeLine, useClass: WsRealtimeLine },
  {
    provide: ModelRelay,
    useFactory: (pool: ModelPool, meter: UsageMeter) =>
      new ModelRelay(
        pool,
        new ModelCalls(pool, meter),
        new Affinity(assertionPrivateKey),
        new ResponseHomes(),
        azureChunks === 'clean',
      ),
    inject: [ModelPool, UsageMeter],
  },
  DocumentsModel,
  RealtimeCalls,
];
