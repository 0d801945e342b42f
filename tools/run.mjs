/**
 * Runs one of our TypeScript files: `node tools/run.mjs FILE [ARGUMENTS]`.
 *
 * Node takes the types away by itself, from 22.22 on without a flag. This file is JavaScript so that an older Node
 * can still say so in a sentence instead of a stack.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  console.error(
    `Groundwork needs Node 22.22 or newer and this is ${process.versions.node}. On Linux "npm ci" brings Node 24 along ` +
      '(run it without --omit=optional, and start through npm); elsewhere install Node from https://nodejs.org.',
  );
  process.exit(1);
}

const script = resolve(process.argv[2] ?? '');
process.argv.splice(1, 2, script);
await import(pathToFileURL(script).href);
