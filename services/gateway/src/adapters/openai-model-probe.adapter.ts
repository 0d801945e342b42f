import { Injectable } from '@nestjs/common';
import { modelFault, ModelRefusesUs, ModelThrottled, openAiClient } from '@shared/models';
import type OpenAI from 'openai';
import { GatewayConfig } from '../config/gateway.config.js';
import { ModelProbe, type ModelState } from '../ports/model-probe.port.js';

/** Longest look, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** {@link ModelProbe} that lists the models of an OpenAI-compatible address. */
@Injectable()
export class OpenAiModelProbe extends ModelProbe {
  private readonly client: OpenAI;

  constructor({ models }: GatewayConfig) {
    super();
    this.client = openAiClient({ ...models.chat, timeoutMs: TIMEOUT_MS }, 0);
  }

  async look(): Promise<ModelState> {
    try {
      await this.client.get('/models');
      return 'connected';
    } catch (error) {
      const fault = modelFault(error);
      if (fault instanceof ModelRefusesUs) return 'unauthorized';
      return fault instanceof ModelThrottled ? 'throttled' : 'unreachable';
    }
  }
}
