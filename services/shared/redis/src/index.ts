export * from './redis.config.js';
export * from './connect-redis.js';
