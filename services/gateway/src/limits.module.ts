import { Module, type DynamicModule } from '@nestjs/common';
import { ThrottlerModule, type ThrottlerStorage } from '@nestjs/throttler';
import { Metrics } from '@shared/telemetry';
import { RedisConnection } from './adapters/redis-connection.js';
import { RedisWindows } from './adapters/redis-windows.js';
import { GatewayConfig } from './config/gateway.config.js';
import { limits } from './http/limits.guard.js';
import { CallerStreams } from './limits/caller-streams.js';
import { FixedWindows } from './limits/fixed-windows.js';
import { ReplicaShare } from './limits/replica-share.js';
import { SharedState } from './limits/shared-state.js';

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
      providers: [{ provide: CallerStreams, useFactory: () => new CallerStreams(config.streamsPerCaller) }],
      exports: [CallerStreams, ThrottlerModule],
    };
  }
}
