import { Module, type DynamicModule } from '@nestjs/common';
import { ThrottlerModule, type ThrottlerStorage } from '@nestjs/throttler';
import { Metrics } from '@shared/telemetry';
import { CountingUsageMeter } from './adapters/counting-usage-meter.adapter.js';
import { RedisConnection } from './adapters/redis-connection.js';
import { RedisTokenHolds } from './adapters/redis-token-holds.js';
import { RedisWindows } from './adapters/redis-windows.js';
import { TableUsageStore } from './adapters/table-usage-store.adapter.js';
import { GatewayConfig } from './config/gateway.config.js';
import { limits } from './http/limits.guard.js';
import { CallerStreams } from './limits/caller-streams.js';
import { FixedWindows } from './limits/fixed-windows.js';
import { ReplicaShare } from './limits/replica-share.js';
import { SharedState } from './limits/shared-state.js';
import { SharedTokenHolds } from './limits/shared-token-holds.js';
import { TokenBudgets } from './limits/token-budgets.js';
import { OwnTokenHolds } from './limits/token-holds.js';
import { UsageLedger } from './limits/usage-ledger.js';
import { UsageMeter } from './ports/usage-meter.port.js';
import { UsageStore } from './ports/usage-store.port.js';

/** Where the gateway's replicas meet; without Redis this process is the only one. */
@Module({})
class SharedStateModule {
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: SharedStateModule,
      providers: [
        { provide: GatewayConfig, useValue: config },
        RedisConnection,
        {
          provide: SharedState,
          useFactory: (metrics: Metrics) => {
            const misses = metrics.counter(
              'groundwork_limits_unshared_total',
              "Times a limit was decided by this replica's share, because Redis was away.",
            );
            return new SharedState(() => misses.inc());
          },
          inject: [Metrics],
        },
      ],
      exports: [RedisConnection, SharedState],
    };
  }
}

/** Everything that keeps callers to their limits. */
@Module({})
export class LimitsModule {
  static with(config: GatewayConfig): DynamicModule {
    const shared = SharedStateModule.with(config);
    return {
      module: LimitsModule,
      global: true,
      imports: [
        shared,
        ThrottlerModule.forRootAsync({
          imports: [shared],
          useFactory: ({ redis }: RedisConnection, state: SharedState) => {
            const own = new FixedWindows();
            const storage: ThrottlerStorage = redis
              ? new ReplicaShare(new RedisWindows(redis), own, config.replicas, state)
              : own;
            return limits(config, storage);
          },
          inject: [RedisConnection, SharedState],
        }),
      ],
      providers: [
        { provide: CallerStreams, useFactory: () => new CallerStreams(config.streamsPerCaller) },
        CountingUsageMeter,
        { provide: UsageStore, useFactory: () => new TableUsageStore(config.tables) },
        { provide: UsageLedger, useFactory: (store: UsageStore) => new UsageLedger(store), inject: [UsageStore] },
        {
          provide: UsageMeter,
          useFactory: (
            ledger: UsageLedger,
            { redis }: RedisConnection,
            state: SharedState,
            metrics: CountingUsageMeter,
          ): UsageMeter => {
            const own = new OwnTokenHolds(config.replicas);
            const holds = redis ? new SharedTokenHolds(new RedisTokenHolds(redis), own, state) : new OwnTokenHolds();
            return new TokenBudgets(config.tokenBudgets, ledger, holds, metrics);
          },
          inject: [UsageLedger, RedisConnection, SharedState, CountingUsageMeter],
        },
      ],
      exports: [CallerStreams, ThrottlerModule, UsageMeter],
    };
  }
}
