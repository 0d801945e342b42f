import { Controller, Get, UseGuards } from '@nestjs/common';
import type { Deployments } from '@shared/contracts';
import { ModelPool } from '@shared/models';
import { deploymentViews } from '../admin/deployment-views.js';
import { CallerGuard } from './caller.guard.js';
import { LimitsGuard } from './limits.guard.js';
import { RouteGuard } from './route.guard.js';

/** How the model deployments stand, for administrators. */
@Controller('api/admin/deployments')
@UseGuards(RouteGuard, CallerGuard, LimitsGuard)
export class DeploymentsController {
  constructor(private readonly pool: ModelPool) {}

  @Get()
  list(): Deployments {
    return { items: deploymentViews(this.pool) };
  }
}
