/** One thing that is built by itself. Paths are from the root of the repository. */
export interface Part {
  readonly name: 'services' | 'web';
  /** As a person calls it, in the plural. */
  readonly what: string;
  /** Files and folders whose content decides whether the last build still stands. */
  readonly sources: readonly string[];
  readonly leaveOut: RegExp;
  /** What the build writes. */
  readonly outputs: readonly string[];
  /** A file or folder that is there if the part was built at all. */
  readonly proof: string;
  /** A script for Node and its arguments, run in `cwd`. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
}

const NOT_BUILT = /(^services\/web$|\/node_modules$|\/dist$|\/test$|[.-]spec\.ts$|\.contract\.ts$|\.md$)/;

export const PARTS: readonly Part[] = [
  {
    name: 'services',
    what: 'the services',
    sources: ['services', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'],
    leaveOut: NOT_BUILT,
    outputs: ['dist/services', 'dist/.tsbuildinfo'],
    proof: 'dist/services',
    command: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
    cwd: '.',
  },
  {
    name: 'web',
    what: 'the web pages',
    // The lock file, because the libraries become part of the pages.
    sources: ['services/web', 'services/shared/contracts/src', 'package-lock.json'],
    leaveOut: /(\/node_modules$|\/dist$|\.spec\.tsx?$|\.md$)/,
    outputs: ['services/web/dist'],
    proof: 'services/web/dist/index.html',
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    cwd: 'services/web',
  },
];
