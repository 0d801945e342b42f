import { Injectable } from '@nestjs/common';
import { Metrics } from '@shared/telemetry';
import { UsageMeter, type ActualUse, type ExpectedUse, type Reservation } from '../ports/usage-meter.port.js';

/** {@link UsageMeter} that refuses nobody and counts everything, for `/metrics`. */
@Injectable()
export class CountingUsageMeter extends UsageMeter {
  private readonly calls;
  private readonly tokens;

  constructor(metrics: Metrics) {
    super();
    this.calls = metrics.counter('groundwork_model_requests_total', 'Requests for a model, by how they ended.', [
      'operation',
      'outcome',
    ]);
    this.tokens = metrics.counter('groundwork_model_tokens_total', "Tokens used, by the provider's own count.", [
      'operation',
      'kind',
    ]);
  }

  async reserve({ operation }: ExpectedUse): Promise<Reservation> {
    return {
      settle: ({ outcome, tokens }: ActualUse) => {
        this.calls.inc({ operation, outcome });
        if (!tokens) return;
        this.tokens.inc({ operation, kind: 'input' }, tokens.input);
        this.tokens.inc({ operation, kind: 'output' }, tokens.output);
      },
    };
  }
}
