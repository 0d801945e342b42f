import { Logger } from '@nestjs/common';
import { describeError } from '@shared/telemetry';
import { Redis } from 'ioredis';
import type { RedisConfig } from './redis.config.js';

/** Longest wait for a connection, in milliseconds. */
const CONNECT_TIMEOUT_MS = 2_000;
/** Longest wait for the answer to one command, in milliseconds: what is asked of Redis is always small. */
const COMMAND_TIMEOUT_MS = 1_000;
/** Longest pause between two attempts to connect, in milliseconds. */
const MAX_RECONNECT_MS = 1_000;

export interface RedisUse {
  /** Who is connected and what for, as `CLIENT LIST` shows it: `chat-answers`. */
  readonly name: string;
  /**
   * For a connection that only subscribes: its subscriptions wait until Redis is there. Every other command fails at once
   * while Redis is away, so that nobody waits for what it can do without. Default false.
   */
  readonly subscribes?: boolean;
}

/**
 * A connection that comes back by itself. It says once when Redis goes away and once when it is back.
 *
 * The one place that knows how a service proves to Redis who it is: by the user and password of its URL. Entra tokens of
 * Azure Managed Redis, which are renewed while a connection lives, belong here too.
 */
export function connectRedis({ url }: RedisConfig, { name, subscribes = false }: RedisUse): Redis {
  const redis = new Redis(url, {
    connectionName: `groundwork-${name}`,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableOfflineQueue: subscribes,
    maxRetriesPerRequest: subscribes ? null : 0,
    ...(subscribes ? {} : { commandTimeout: COMMAND_TIMEOUT_MS }),
    retryStrategy: (attempt) => Math.min(attempt * 50, MAX_RECONNECT_MS),
  });
  const logger = new Logger('Redis');
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) logger.warn({ msg: 'Redis does not answer', connection: name, err: describeError(error) });
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.log({ msg: 'Redis answers again', connection: name });
    isAway = false;
  });
  return redis;
}
