import base from '../jest.config.mjs';

/** A real nginx, set as the chart's annotations say, in front of the product: `npm run test:nginx`. Needs nginx and Go (for helm). */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/nginx'],
  testRegex: '\\.nginx-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/tests/nginx/needs-nginx.mjs',
  testTimeout: 120_000,
};
