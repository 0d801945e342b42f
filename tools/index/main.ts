import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildIfStale } from '../build/build.ts';
import { CannotStart, runTool } from '../cannot-start.ts';
import { openDataFolder, runningStores, type DataFolder } from '../start/data-folder.ts';
import { portsFor, Product } from '../start/product.ts';
import { serviceEnvironments } from '../start/service-environment.ts';
import { readStartConfig, type StartConfig } from '../start/start.config.ts';

const USAGE = `npm run index -- migrate    embeds all documents anew for the embeddings that are set now, beside the live index, and swaps
npm run index -- rollback   puts the index before it back in use; set the embeddings back first`;

const root = resolve(import.meta.dirname, '../..');
const say = (line: string): void => console.error(line);

/** `npm run index`: the ingestion image's `index-cli` over a laptop's data, whether the product runs or not. */
await runTool(async () => {
  const [command = ''] = process.argv.slice(2);
  if (command !== 'migrate' && command !== 'rollback') throw new CannotStart(USAGE);
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const config = readStartConfig(process.env);
  await buildIfStale({ root, say, signal: new AbortController().signal });

  const running = await runningStores(config.dataDir);
  if (running) {
    const { ingestion } = serviceEnvironments(
      config,
      await portsFor(withFreePorts(config)),
      running.azure,
      running.localKey,
      '',
    );
    const code = await run(command, ingestion);
    if (code === 0)
      say('Restart Groundwork with the settings of this run: the running one still uses the index before.');
    process.exit(code);
  }
  const folder = await openDataFolder(config.dataDir, say);
  process.exit(await withOwnStores(config, folder, command));
});

/** Nobody runs on this folder: local Azure is started for the time of the command. */
async function withOwnStores(config: StartConfig, folder: DataFolder, command: string): Promise<number> {
  const product = new Product(root, config, folder, say);
  try {
    const { ingestion } = await product.startStores(await portsFor(withFreePorts(config)));
    return await run(command, ingestion);
  } finally {
    await product.stop();
    folder.release();
  }
}

/** The ports that are set belong to the product, which may run or start meanwhile. */
function withFreePorts(config: StartConfig): StartConfig {
  return { ...config, ports: { gateway: 0, chat: 0, ingestion: 0, azure: 0, blob: 0, queue: 0, table: 0 } };
}

async function run(command: string, env: Readonly<Record<string, string>>): Promise<number> {
  const script = join(root, 'dist/services/ingestion/src/index-cli.js');
  const child = spawn(process.execPath, ['--enable-source-maps', script, command], { env, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
