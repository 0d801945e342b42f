import base from '../jest.config.mjs';

/** The web chat in Chromium: `npm run test:browser`. Apart from the other tests, which need Node alone. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
};
