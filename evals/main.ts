import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Groundwork } from '../tools/client/groundwork.ts';
import { newDataDir, removeDataDir, startProduct } from '../tools/client/own-product.ts';
import { CannotStart, runTool } from '../tools/cannot-start.ts';
import { handbookLines, runHandbook } from './handbook/handbook.ts';
import { runSpeed, speedLines } from './speed/speed.ts';

const USAGE = `npm run eval -- handbook FOLDER [--url URL] [--json]   right file, right page, refusals
npm run eval -- speed [--url URL] [--json]             a 100-page PDF, and other requests meanwhile

  --url URL   a product that runs (with RATE_LIMIT_PER_MINUTE=0); otherwise one is started on a folder of its own
  --json      print the report as JSON, and nothing else on standard output`;

/** One evaluation: its report, the report's lines for a person, and whether the bars were kept. */
interface Finished {
  readonly report: { readonly passed: boolean };
  readonly lines: readonly string[];
}

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
  } catch {
    throw new CannotStart(USAGE);
  }
}

/** Runs against the product at `url`, or against one of its own that is gone afterwards. */
async function withProduct<T>(
  url: string | undefined,
  say: (line: string) => void,
  run: (groundwork: Groundwork) => Promise<T>,
): Promise<T> {
  if (url) return run(new Groundwork(url));
  const dataDir = await newDataDir();
  try {
    const product = await startProduct(dataDir);
    say(`Started a product of its own at ${product.url}.`);
    try {
      return await run(new Groundwork(product.url));
    } finally {
      await product.stop();
    }
  } finally {
    await removeDataDir(dataDir);
  }
}

await runTool(async () => {
  const { values, positionals } = read();
  const [name, folder] = positionals;
  const say = (line: string): void => (values.json ? console.error(line) : console.log(line));
  const runs: Record<string, (groundwork: Groundwork) => Promise<Finished>> = {
    handbook: async (groundwork) => {
      const report = await runHandbook(groundwork, folder ?? '', say);
      return { report, lines: handbookLines(report) };
    },
    speed: async (groundwork) => {
      const report = await runSpeed(groundwork);
      return { report, lines: speedLines(report) };
    },
  };
  const run = name === undefined ? undefined : runs[name];
  if (!run) throw new CannotStart(USAGE);
  if (name === 'handbook' && !existsSync(folder ?? ''))
    throw new CannotStart(`There is no folder ${folder ?? '(none given)'}.\n\n${USAGE}`);

  const { report, lines } = await withProduct(values.url, say, run);
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else console.log(`\n${lines.join('\n')}`);
  process.exit(report.passed ? 0 : 1);
});
