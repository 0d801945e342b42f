import { parseArgs } from 'node:util';
import { CannotStart } from '../cannot-start.ts';
import { Groundwork } from './groundwork.ts';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from './own-product.ts';

/** One finished measurement: its report, the report's lines for a person, and whether the bars were kept. */
export interface Finished {
  readonly report: { readonly passed: boolean };
  readonly lines: readonly string[];
}

/**
 * @param say where progress goes: standard output, or standard error when that is for JSON.
 * @param pid of the launcher when the product was started for this run; undefined for one that was there.
 */
export type MeasuredRun = (
  groundwork: Groundwork,
  folder: string | undefined,
  say: (line: string) => void,
  pid: number | undefined,
) => Promise<Finished>;

/**
 * Runs the measurement named on the command line against the product at `--url`, or against one of its own that is
 * gone afterwards, and prints what came out.
 *
 * @returns whether its bars were kept.
 * @throws {CannotStart} with `usage` if the command line names none.
 */
export async function runMeasured(runs: Readonly<Record<string, MeasuredRun>>, usage: string): Promise<boolean> {
  const { values, positionals } = read(usage);
  const [name = '', folder] = positionals;
  const run = runs[name];
  if (!run) throw new CannotStart(usage);
  const say = (line: string): void => (values.json ? console.error(line) : console.log(line));

  const { report, lines } = await withProduct({ url: values.url }, say, (groundwork, own) =>
    run(groundwork, folder, say, own?.pid),
  );
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else console.log(`\n${lines.join('\n')}`);
  return report.passed;
}

function read(usage: string) {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
  } catch {
    throw new CannotStart(usage);
  }
}

/**
 * Hands a product to `run`: the one at `url`, or one of its own that is gone afterwards.
 *
 * @param settings environment variables for one of its own.
 * @param run is also given the process of a product of its own, undefined for the one at `url`.
 */
export async function withProduct<T>(
  {
    url,
    key,
    settings,
  }: {
    readonly url?: string | undefined;
    readonly key?: string | undefined;
    readonly settings?: Readonly<Record<string, string>>;
  },
  say: (line: string) => void,
  run: (groundwork: Groundwork, own: OwnProduct | undefined) => Promise<T>,
): Promise<T> {
  if (url) return run(new Groundwork(url, key), undefined);
  const dataDir = await newDataDir();
  try {
    const product = await startProduct(dataDir, settings);
    say(`Started a product of its own at ${product.url}.`);
    try {
      return await run(new Groundwork(product.url), product);
    } catch (error) {
      // What its services said last tells more than the request that failed.
      for (const line of product.lines.slice(-20)) console.error(line);
      throw error;
    } finally {
      await product.stop();
    }
  } finally {
    await removeDataDir(dataDir);
  }
}
