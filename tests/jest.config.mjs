/** Packages that ship ES modules only: Jest must rewrite them, as it does our own code. */
const esmOnly = [
  '@nestjs',
  'cookie',
  'content-disposition',
  'jose',
  'file-type',
  'ulid',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'stemmer',
  'parse5',
  'entities',
  'ai',
  '@ai-sdk',
  '@workflow',
  '@vercel',
  'zod',
  'eventsource-parser',
  'franc',
  'trigram-utils',
  'n-gram',
  'collapse-white-space',
  'numfmt',
];

const swc = {
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'commonjs' },
};

export default {
  rootDir: '..',
  roots: ['<rootDir>/services', '<rootDir>/tests', '<rootDir>/tools', '<rootDir>/evals', '<rootDir>/load'],
  testRegex: '\\.(e2e-)?spec\\.ts$',
  // Need a browser and Python: `npm run test:browser`, `npm run test:clients`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/browser/', '<rootDir>/tests/clients/'],
  testEnvironment: 'node',
  transform: { '^.+\\.[tj]s$': ['@swc/jest', swc] },
  // The package is named by the last node_modules of a path: some are nested in others.
  transformIgnorePatterns: [`/node_modules/(?!.*/node_modules/)(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    '^@shared/([^/]+)$': '<rootDir>/services/shared/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testTimeout: 30_000,
  // Most suites wait for processes of their own: the one worker that Jest would take on two cores waits with them.
  maxWorkers: 3,
};
