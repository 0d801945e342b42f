import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigError } from '@shared/config';
import { HealthController, Readiness } from '@shared/http';
import { AssertionSigner } from '@shared/identity';
import { ChatModel, ModelPool, OpenAiChatModel, showPool } from '@shared/models';
import { screener, Screener } from '@shared/screening';
import { loggerModule, Metrics, metricsModule } from '@shared/telemetry';
import { PoolModelProbe } from './adapters/pool-model-probe.adapter.js';
import { ServicesReadiness } from './adapters/services-readiness.adapter.js';
import { UndiciUpstreams } from './adapters/undici-upstreams.adapter.js';
import { GatewayConfig } from './config/gateway.config.js';
import { identityProviders } from './identity.providers.js';
import { Forwarder } from './forwarding/forwarder.js';
import { ModelHealth } from './health/model-health.js';
import { AdminController } from './http/admin.controller.js';
import { AskController } from './http/ask.controller.js';
import { DeploymentsController } from './http/deployments.controller.js';
import { DocsController } from './http/docs.controller.js';
import { ForwardController } from './http/forward.controller.js';
import { MeController } from './http/me.controller.js';
import { ModelHealthController } from './http/model-health.controller.js';
import { OpenAiController } from './http/openai.controller.js';
import { PlainController } from './http/plain.controller.js';
import { RealtimeController } from './http/realtime.controller.js';
import { WebController } from './http/web.controller.js';
import { LimitsModule } from './limits.module.js';
import { openAiProviders } from './openai.providers.js';
import { PlainAnswers } from './plain/plain-answers.js';
import { ModelProbe } from './ports/model-probe.port.js';
import { Upstreams } from './ports/upstreams.port.js';
import { RouteMatcher } from './routing/route-matcher.js';
import { routeTable } from './routing/route-table.js';

/** The gateway: every port is bound here. */
@Module({})
export class GatewayModule {
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        loggerModule('gateway', config.logLevel),
        metricsModule('gateway', { host: config.host, port: config.metricsPort }),
        LimitsModule.with(config),
      ],
      controllers: [
        AdminController,
        AskController,
        DeploymentsController,
        DocsController,
        ForwardController,
        HealthController,
        MeController,
        ModelHealthController,
        PlainController,
        RealtimeController,
        OpenAiController,
        WebController,
      ],
      providers: [
        { provide: GatewayConfig, useValue: config },
        { provide: AssertionSigner, useFactory: () => signer(config) },
        ...identityProviders(config),
        ...openAiProviders(config),
        { provide: Upstreams, useClass: UndiciUpstreams },
        { provide: Readiness, useClass: ServicesReadiness },
        { provide: ModelProbe, useClass: PoolModelProbe },
        { provide: ModelPool, useFactory: (metrics: Metrics) => pool(config, metrics), inject: [Metrics] },
        {
          provide: ChatModel,
          useFactory: (models: ModelPool) => new OpenAiChatModel(models, config.models.chat),
          inject: [ModelPool],
        },
        { provide: RouteMatcher, useFactory: () => new RouteMatcher(routeTable) },
        {
          provide: Screener,
          useFactory: (metrics: Metrics) => screener('question', config.screening, metrics),
          inject: [Metrics],
        },
        Forwarder,
        ModelHealth,
        PlainAnswers,
      ],
    };
  }
}

function pool({ models }: GatewayConfig, metrics: Metrics): ModelPool {
  const made = new ModelPool(models.deployments);
  showPool(metrics, made);
  return made;
}

async function signer({ assertionPrivateKey }: GatewayConfig): Promise<AssertionSigner> {
  try {
    return await AssertionSigner.from(assertionPrivateKey);
  } catch {
    // The cause stays out: its text may hold a part of the key.
    throw new ConfigError('ASSERTION_PRIVATE_KEY is not an Ed25519 private key in PKCS#8 PEM.');
  }
}
