import { Injectable } from '@nestjs/common';
import { ModelPool } from '@shared/models';
import { RealtimeLine, type RealtimeEnd } from '../ports/realtime-line.port.js';
import { UsageMeter } from '../ports/usage-meter.port.js';
import { CallAccount } from './call-account.js';
import { bridge, type RunningConversation } from './realtime-bridge.js';
import type { ClientWishes } from './model-relay.js';

/** A conversation whose model is there and whose client is not yet. */
export interface WaitingConversation {
  begin(client: RealtimeEnd): void;
}

/** Realtime conversations over the pool; there is no failover once one has begun. */
@Injectable()
export class RealtimeCalls {
  private readonly running = new Set<RunningConversation>();

  constructor(
    private readonly pool: ModelPool,
    private readonly line: RealtimeLine,
    private readonly meter: UsageMeter,
  ) {}

  /** @throws the errors of {@link ModelPool.open} and {@link UsageMeter.reserve}. */
  async open(
    model: string,
    protocols: readonly string[],
    { caller, gone, session }: Pick<ClientWishes, 'caller' | 'gone' | 'session'>,
  ): Promise<WaitingConversation> {
    this.pool.group(model, 'realtime');
    const reservation = await this.meter.reserve({
      caller,
      operation: 'realtime',
      model,
      requestBytes: 0,
      maxOutputTokens: undefined,
    });
    const account = new CallAccount(reservation, 0);
    try {
      const { value, seat } = await this.pool.open(
        { operation: 'realtime', model, prefers: { session }, signal: gone },
        this.line.openAt(protocols),
      );
      if (gone.aborted) {
        value.cut();
        seat.release();
        gone.throwIfAborted();
      }
      return {
        begin: (client) => {
          const conversation = bridge(client, value, account, () => {
            this.running.delete(conversation);
            seat.release();
          });
          this.running.add(conversation);
        },
      };
    } catch (error) {
      account.settle(gone.aborted ? 'left' : 'refused');
      throw error;
    }
  }

  /** Tells everybody that this replica stops. */
  leaveAll(): void {
    for (const conversation of this.running) conversation.leave();
  }
}
