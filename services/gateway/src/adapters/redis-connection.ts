import { once } from 'node:events';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { connectRedis } from '@shared/redis';
import type { Redis } from 'ioredis';
import { GatewayConfig } from '../config/gateway.config.js';

/** Longest wait for Redis at the start, in milliseconds; the gateway then starts without it, and it may come later. */
const START_PATIENCE_MS = 1_000;

/** The gateway's one connection to Redis, where it has one. */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  readonly redis: Redis | undefined;

  constructor({ redis }: GatewayConfig) {
    this.redis = redis && connectRedis(redis, { name: 'gateway-limits' });
  }

  async onModuleInit(): Promise<void> {
    if (!this.redis || this.redis.status === 'ready') return;
    await once(this.redis, 'ready', { signal: AbortSignal.timeout(START_PATIENCE_MS) }).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }
}
