import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buildIfStale } from '../build/build.ts';
import { runTool } from '../cannot-start.ts';
import { runOverData } from '../client/image-tool.ts';

const root = resolve(import.meta.dirname, '../..');
const say = (line: string): void => console.error(line);

/**
 * `npm run keys`: the ingestion image's `keys-cli`, over the storage account that `STORAGE_TABLE_URL` names, otherwise
 * over a laptop's data, whether the product runs or not.
 */
await runTool(async () => {
  const args = process.argv.slice(2);
  if (!process.env['STORAGE_TABLE_URL']) process.exit(await runOverData('keys-cli', args, say));
  await buildIfStale({ root, say, signal: new AbortController().signal });
  const { status } = spawnSync(process.execPath, [join(root, 'dist/services/ingestion/src/keys-cli.js'), ...args], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
});
