import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildIfStale } from '../build/build.ts';
import { openDataFolder, runningStores } from '../start/data-folder.ts';
import { portsFor, Product } from '../start/product.ts';
import { serviceEnvironments } from '../start/service-environment.ts';
import { readStartConfig, type StartConfig } from '../start/start.config.ts';

const root = resolve(import.meta.dirname, '../..');

/**
 * Runs a program of the ingestion image over a laptop's data, whether the product runs on it or not: when it does not,
 * local Azure is started for the time of the command.
 *
 * @param script without its ending, for example `doctor-cli`.
 * @returns its exit code.
 */
export async function runOverData(
  script: string,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const set = readStartConfig(process.env);
  // The ports that are set belong to the product, which may run or start meanwhile.
  const config: StartConfig = {
    ...set,
    ports: { gateway: 0, chat: 0, ingestion: 0, azure: 0, blob: 0, queue: 0, table: 0 },
  };
  await buildIfStale({ root, say, signal: new AbortController().signal });
  const running = await runningStores(config.dataDir);
  if (running) {
    const { azure, localKey } = running;
    const { ingestion } = serviceEnvironments(config, await portsFor(config), azure, localKey, '');
    return run(script, args, ingestion);
  }
  const folder = await openDataFolder(config.dataDir, say);
  const product = new Product(root, config, folder, say);
  try {
    const { ingestion } = await product.startStores(await portsFor(config));
    return await run(script, args, ingestion);
  } finally {
    await product.stop();
    folder.release();
  }
}

async function run(script: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const file = join(root, `dist/services/ingestion/src/${script}.js`);
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], { env, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
