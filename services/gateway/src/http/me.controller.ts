import { Controller, Get, Header, Req, UseGuards } from '@nestjs/common';
import type { Me, WebConfig } from '@shared/contracts';
import { userPrincipal } from '@shared/identity';
import type { FastifyRequest } from 'fastify';
import { GatewayConfig } from '../config/gateway.config.js';
import { CallerGuard } from './caller.guard.js';
import { LimitsGuard } from './limits.guard.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';

/** Who is asking, and how one signs in. */
@Controller()
export class MeController {
  private readonly webConfig: WebConfig;

  constructor({ identity: { oidc }, uploadMaxBytes }: GatewayConfig) {
    this.webConfig = { signIn: oidc?.web ? { issuer: oidc.issuer, ...oidc.web } : null, uploadMaxBytes };
  }

  @Get('config.json')
  @Header('cache-control', 'no-cache')
  config(): WebConfig {
    return this.webConfig;
  }

  @Get('api/me')
  @Header('cache-control', 'no-store')
  @UseGuards(RouteGuard, CallerGuard, LimitsGuard)
  me(@Req() request: FastifyRequest): Me {
    const { tenantId, userId, kind, displayName, roles } = requestState.callerOf(request);
    return { tenantId, userId, principal: userPrincipal(userId), name: displayName, kind, roles: [...roles] };
  }
}
