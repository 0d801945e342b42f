import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ModelHealth } from '../health/model-health.js';
import type { ModelState } from '../ports/model-probe.port.js';

type Trouble = Exclude<ModelState, 'connected'>;

/** Status, error and sentence of each trouble; no inner detail. */
const TROUBLES: Record<Trouble, readonly [status: number, error: string, message: string]> = {
  unauthorized: [401, 'unauthorized', 'The model refuses the credentials of this installation.'],
  throttled: [429, 'rate_limited', 'The model is over its quota.'],
  unreachable: [503, 'unavailable', 'The model does not answer.'],
};

/** `GET /health`: whether the model can be reached. Not a readiness probe: a quota must never take replicas away. */
@Controller('health')
export class ModelHealthController {
  constructor(private readonly models: ModelHealth) {}

  @Get()
  async health(@Res() reply: FastifyReply): Promise<void> {
    const state = await this.models.state();
    void reply.header('cache-control', 'no-store');
    if (state === 'connected') return void reply.send({ status: 'ok', azure_openai: 'connected' });
    const [status, error, message] = TROUBLES[state];
    void reply.status(status).send({ status: 'error', error, message });
  }
}
