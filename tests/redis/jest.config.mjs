import base from '../jest.config.mjs';

/** What several replicas share, over Debian's `redis-server`: `npm run test:redis`. Apart from the tests that need Node alone. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/services', '<rootDir>/tests'],
  testRegex: '\\.redis-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/tests/redis/needs-redis.mjs',
};
