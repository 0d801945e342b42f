import base from '../jest.config.mjs';

/** The scenarios of `load/k6` by k6 itself: `npm run test:load`. Needs Go, to build k6. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/load'],
  testRegex: '\\.k6-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
