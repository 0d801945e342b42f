import type { Redis } from 'ioredis';
import { HOLD_MAX_MS, type HoldAnswer, type HoldRequest, type TokenHolds } from '../limits/token-holds.js';
import { redisKey } from './redis-keys.js';

/** How long the tokens of a day and a month are kept after they were last counted, in milliseconds: just over each. */
const DAY_MS = 2 * 86_400_000;
const MONTH_MS = 33 * 86_400_000;

/**
 * KEYS: tokens of the day, tokens of the month, holds (a sorted set of `id tokens` by when they end).
 * ARGV: id, needed, wanted, spent of the day and the month as the replica knows them, both budgets, now, the hold's life
 * and both lives of the counters, in milliseconds.
 *
 * The higher of two counts is right: Redis may have been away, or empty, while tokens were used, and a replica may not
 * have heard yet of what others counted.
 */
const TAKE = `
local function counted(key, known, life)
  local tokens = math.max(tonumber(redis.call('GET', key) or '0'), tonumber(known))
  redis.call('SET', key, tokens, 'PX', life)
  return tokens
end
local day = counted(KEYS[1], ARGV[4], ARGV[10])
local month = counted(KEYS[2], ARGV[5], ARGV[11])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[8])
local held = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  held = held + tonumber(string.match(member, ' (%d+)$'))
end
local room = math.huge
if tonumber(ARGV[6]) > 0 then room = math.min(room, tonumber(ARGV[6]) - day - held) end
if tonumber(ARGV[7]) > 0 then room = math.min(room, tonumber(ARGV[7]) - month - held) end
if room < math.max(1, tonumber(ARGV[2])) then return {0, day, month, held} end
local tokens = math.min(tonumber(ARGV[3]), room)
redis.call('ZADD', KEYS[3], tonumber(ARGV[8]) + tonumber(ARGV[9]), ARGV[1] .. ' ' .. string.format('%d', tokens))
redis.call('PEXPIRE', KEYS[3], ARGV[9])
return {1, day, month, held}`;

/** KEYS as above; ARGV: id, tokens used, both lives of the counters. */
const RELEASE = `
for _, member in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  if string.sub(member, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then redis.call('ZREM', KEYS[3], member) end
end
redis.call('INCRBY', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('INCRBY', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 1`;

/** {@link TokenHolds} that all replicas see, in one step each. */
export class RedisTokenHolds implements TokenHolds {
  /** @param now milliseconds since the epoch. */
  constructor(
    private readonly redis: Redis,
    private readonly now: () => number = Date.now,
  ) {}

  async take(request: HoldRequest): Promise<HoldAnswer> {
    const { id, needed, wanted, spent, budgets } = request;
    const [isGranted, day, month, held] = (await this.redis.eval(
      TAKE,
      3,
      ...keysOf(request),
      ...[id, Math.ceil(needed), Math.ceil(wanted), spent.day, spent.month, budgets.day, budgets.month],
      ...[this.now(), HOLD_MAX_MS, DAY_MS, MONTH_MS],
    )) as [number, number, number, number];
    return { isGranted: isGranted === 1, spent: { day, month }, held };
  }

  async release(request: HoldRequest, usedTokens: number): Promise<void> {
    await this.redis.eval(RELEASE, 3, ...keysOf(request), request.id, Math.ceil(usedTokens), DAY_MS, MONTH_MS);
  }
}

const keysOf = ({ caller, day }: HoldRequest): [string, string, string] => [
  redisKey('tokens', `${caller} ${day}`),
  redisKey('tokens', `${caller} ${day.slice(0, 7)}`),
  redisKey('holds', caller),
];
