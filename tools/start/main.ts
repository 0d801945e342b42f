import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildIfStale } from '../build/build.ts';
import { CannotStart, runTool } from '../cannot-start.ts';
import { openDataFolder } from './data-folder.ts';
import { portsFor, Product } from './product.ts';
import { readStartConfig } from './start.config.ts';
import { watchSources } from './watch.ts';

/** `npm start` and, with `--watch`, `npm run dev`: builds what is stale, starts the product, stops it on Ctrl-C. */
await runTool(async () => {
  const root = resolve(import.meta.dirname, '../..');
  const say = (line: string): void => console.log(line);
  const stopAsked = new AbortController();
  // Once: npm hands a signal on that the terminal has already sent to us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopAsked.abort());

  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const config = readStartConfig(process.env);
  const folder = await openDataFolder(config.dataDir, say);
  const product = new Product(root, config, folder, say);
  const stop = async (): Promise<void> => {
    await product.stop();
    folder.release();
  };
  const asked = new Promise<'stop'>((yes) => stopAsked.signal.addEventListener('abort', () => yes('stop')));

  try {
    // Before the build, which may take a minute: a taken port is said at once.
    const ports = await portsFor(config);
    await buildIfStale({ root, say, signal: stopAsked.signal });
    const address = await Promise.race([product.start(ports), asked]);
    if (address !== 'stop') {
      if (!config.models)
        say(
          'Answers are put together from the documents by local-extractive, without a language model; MODEL_BASE_URL and CHAT_MODEL bring one in.',
        );
      say(`Groundwork is ready at ${address}`);
      if (process.argv.includes('--watch')) watchSources({ root, product, say, signal: stopAsked.signal });
      await asked;
    }
    say('Stopping ...');
  } catch (error) {
    if (!stopAsked.signal.aborted) {
      await stop();
      throw error instanceof CannotStart ? error : new Error('Groundwork cannot start.', { cause: error });
    }
  }
  await stop();
  say('Stopped.');
  process.exit(0);
});
