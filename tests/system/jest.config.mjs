import base from '../jest.config.mjs';

/**
 * The running product through its troubles, route by route and call by call: `npm run test:system`. Apart from `npm test`,
 * which stays under five minutes: these start whole products or many workers, and stop and starve them.
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/services', '<rootDir>/tests'],
  testRegex: '\\.system-spec\\.ts$',
  // Several processes to a suite.
  maxWorkers: 2,
};
