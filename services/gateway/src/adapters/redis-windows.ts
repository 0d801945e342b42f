import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Redis } from 'ioredis';
import { hitsOf, type Hits } from '../limits/fixed-windows.js';
import { redisKey } from './redis-keys.js';

/** One step in Redis, so that no two replicas count over each other. A window without an end, from whatever fault, gets one. */
const HIT = `
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {hits, left}`;

/** Fixed windows that all replicas count in. */
export class RedisWindows implements ThrottlerStorage {
  constructor(private readonly redis: Redis) {}

  /** @param ttl length of a window, in milliseconds. @throws whatever Redis says, or that it does not answer. */
  async increment(key: string, ttl: number, limit: number): Promise<Hits> {
    const [hits, msLeft] = (await this.redis.eval(HIT, 1, redisKey('window', key), ttl)) as [number, number];
    return hitsOf(hits, msLeft, limit);
  }
}
