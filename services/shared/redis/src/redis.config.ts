import { z } from 'zod';

/** What replicas of a service share in Redis. Part of the config schema of each service that has more than one. */
export const redisFields = {
  /** `redis://` or, over TLS, `rediss://`, with user and password where the server wants them. Unset: one replica. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
};

/** What reading them gives. */
type Read = z.infer<z.ZodObject<typeof redisFields>>;

/** The Redis part of a service's config. */
export interface RedisConfig {
  /** May hold a password: for no log and no error. */
  readonly url: string;
}

/** Undefined where there is no Redis: the service is its only replica then. */
export function redisConfig({ REDIS_URL: url }: Read): RedisConfig | undefined {
  return url === undefined ? undefined : { url };
}
