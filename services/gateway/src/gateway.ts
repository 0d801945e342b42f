import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, PROBLEM_FACE, type ServeOptions } from '@shared/http';
import type { GatewayConfig } from './config/gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { hangDoor } from './http/door.js';
import { takeUpgrades } from './http/upgrades.js';
import { openAiFace } from './openai/error-object.js';

/** How the gateway is served: bodies pass through it unread, and the door stands before every route. */
export function gatewayServeOptions(config: GatewayConfig): ServeOptions {
  return {
    host: config.host,
    port: config.port,
    streamBodies: true,
    drainMaxSeconds: config.drainMaxSeconds,
    errorFace: (url) => (/^\/v1(\/|\?|$)/.test(url) ? openAiFace : PROBLEM_FACE),
    prepare: async (app) => {
      const { oidc, corsOrigins, anonymousHosts } = config.identity;
      const fastify = app.getHttpAdapter().getInstance();
      hangDoor(fastify, { issuer: oidc?.issuer, corsOrigins, anonymousHosts });
      takeUpgrades(fastify);
      await app.register(fastifyStatic, { serve: false });
    },
  };
}

/** The gateway, not yet listening. */
export function createGateway(
  config: GatewayConfig,
  changes: Pick<ServeOptions, 'headersTimeoutMs'> = {},
): Promise<NestFastifyApplication> {
  return createService(GatewayModule.with(config), { ...gatewayServeOptions(config), ...changes });
}
