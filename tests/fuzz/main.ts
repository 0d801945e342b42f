import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../tools/build/build.ts';
import { CannotStart, runTool } from '../../tools/cannot-start.ts';
import { newDataDir, removeDataDir, startProduct } from '../../tools/client/own-product.ts';
import { runFuzz } from './run.ts';

const USAGE = `npm run fuzz [-- --requests 20000] [--seed N]   random requests to every route of a product of its own: no 5xx,
no crash, no stack and no path in an answer; prints counts by route as JSON`;

/** `npm run fuzz` */
await runTool(async () => {
  const { values } = read();
  const count = Number(values.requests);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) throw new CannotStart(USAGE);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await buildIfStale({ root: resolve(import.meta.dirname, '../..'), say, signal: new AbortController().signal });
  const dataDir = await newDataDir();
  try {
    const product = await startProduct(dataDir, { STREAMS_PER_CALLER: '0', CHAT_RESUME_SECONDS: '1' });
    try {
      const report = await runFuzz(product, count, seed, say);
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      process.exitCode = report.passed ? 0 : 1;
    } finally {
      await product.stop();
    }
  } finally {
    await removeDataDir(dataDir);
  }
});

function read() {
  try {
    return parseArgs({ options: { requests: { type: 'string', default: '20000' }, seed: { type: 'string' } } });
  } catch {
    throw new CannotStart(USAGE);
  }
}
