import { resolve } from 'node:path';
import { buildIfStale } from './build/build.ts';
import { runTool } from './cannot-start.ts';

/** `node tools/run.mjs tools/build-if-stale.ts [--all]`: builds what changed since its last build, or everything. */
await runTool(async () => {
  const root = resolve(import.meta.dirname, '..');
  const built = await buildIfStale({ root, say: console.log, all: process.argv.includes('--all') });
  if (built.length === 0) console.log('Everything is built.');
});
