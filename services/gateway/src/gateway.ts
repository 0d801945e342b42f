import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, type ServeOptions } from '@shared/http';
import type { GatewayConfig } from './config/gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { hangDoor } from './http/door.js';

/** How the gateway is served: bodies pass through it unread, and the door stands before every route. */
export function gatewayServeOptions(config: GatewayConfig): ServeOptions {
  return {
    host: config.host,
    port: config.port,
    streamBodies: true,
    drainMaxSeconds: config.drainMaxSeconds,
    prepare: async (app) => {
      const { oidc, corsOrigins, anonymousHosts } = config.identity;
      hangDoor(app.getHttpAdapter().getInstance(), { issuer: oidc?.issuer, corsOrigins, anonymousHosts });
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
