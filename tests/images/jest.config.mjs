import base from '../jest.config.mjs';

/** The images as a cluster runs them: `npm run test:images`, with a Docker daemon and the images of tools/images/build.sh. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/images'],
  testRegex: '\\.images-spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
