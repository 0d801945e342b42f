import base from '../jest.config.mjs';

/** The chart on a real cluster: `npm run test:cluster`, with KUBECONFIG and the settings of cluster.config.ts. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/cluster'],
  testRegex: '\\.cluster-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  // One installation, from its first install to its end, and then another.
  testSequencer: '<rootDir>/tests/cluster/sequence.mjs',
  maxWorkers: 1,
  // What follows a step that failed would wait for what is not there.
  bail: 1,
  globalSetup: '<rootDir>/tests/cluster/before-all.mjs',
  globalTeardown: '<rootDir>/tests/cluster/after-all.mjs',
  testTimeout: 300_000,
};
