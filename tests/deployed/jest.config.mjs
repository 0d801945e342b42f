import base from '../jest.config.mjs';

/** An installation that people use, in Chromium: `npm run test:deployed`, with PUBLIC_URL and GROUNDWORK_API_KEY. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/deployed'],
  testRegex: '\\.deployed-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
};
