import base from '../jest.config.mjs';

/** The official clients of OpenAI against the product: `npm run test:clients`. Needs Python 3 and PyPI the first time. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/clients'],
  testRegex: '\\.spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/tests/clients/python-client.mjs',
  testTimeout: 120_000,
};
