import { Injectable } from '@nestjs/common';
import { ModelPool } from '@shared/models';
import { GatewayConfig } from '../config/gateway.config.js';
import { ModelProbe, type ModelState } from '../ports/model-probe.port.js';

/** Longest look at one deployment, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** {@link ModelProbe} of the default chat model: one of its deployments that answers is enough. */
@Injectable()
export class PoolModelProbe extends ModelProbe {
  constructor(
    private readonly pool: ModelPool,
    private readonly config: GatewayConfig,
  ) {
    super();
  }

  async look(): Promise<ModelState> {
    const states = this.pool.group(this.config.models.chat.model, 'chat');
    const found = new Set<ModelState>();
    for (const state of states.toSorted((a, b) => a.deployment.priority - b.deployment.priority)) {
      const seen = await this.lookAt(state);
      if (seen === 'connected') return seen;
      found.add(seen);
    }
    const [only, ...others] = found;
    return only === undefined || others.length > 0 ? 'unreachable' : only;
  }

  private async lookAt(state: ModelPool['deployments'][number]): Promise<ModelState> {
    switch (state.conditionAt(this.pool.now)) {
      case 'throttled':
        return 'throttled';
      case 'auth_error':
        return 'unauthorized';
      default: {
        const outcome = await this.pool.probe(state, TIMEOUT_MS);
        if (outcome === 'answered') return 'connected';
        if (outcome === 'refused') return 'unauthorized';
        return outcome === 'throttled' ? 'throttled' : 'unreachable';
      }
    }
  }
}
