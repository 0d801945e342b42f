import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type * as ChildModule from '../services/ingestion/src/adapters/extraction-child.js';
import type * as SharedModule from '../services/ingestion/src/adapters/shared-reading.js';
import { needPoppler } from '../evals/parsing/poppler.ts';
import { longPdf } from '../evals/speed/long-pdf.ts';
import { quantile } from '../evals/speed/quantile.ts';

const run = promisify(execFile);

/** As the service has them by default. */
const PROCESSES = 2;
const LIMITS = { maxPages: 5_000, maxInflatedBytes: 512 * 1024 * 1024, maxSeconds: 60, maxRssBytes: 512 * 1024 * 1024 };
/** Pages of the PDF that is made here. */
const LONG_PAGES = 2_400;
/** Both readers take turns so often, on the same files; the middle one counts. */
const ROUNDS = 3;
/** Of pdftotext's pages a second, with two processes. */
const BAR = 1;

interface Speed {
  readonly name: string;
  readonly files: number;
  readonly pages: number;
  readonly popplerPagesPerSecond: number;
  readonly pagesPerSecond: number;
  readonly onePerSecond: number;
}

export interface ExtractionReport {
  readonly popplerVersion: string;
  readonly speeds: readonly Speed[];
  readonly passed: boolean;
}

/** Reads the same PDFs with pdftotext and with the extraction processes, in turns: text of every page into a file. */
export async function runExtraction(
  folder: string | undefined,
  say: (line: string) => void,
): Promise<ExtractionReport> {
  const popplerVersion = await needPoppler();
  const scratch = await mkdtemp(join(tmpdir(), 'groundwork-speed-'));
  const readers = await Readers.start(scratch);
  try {
    const long = join(scratch, 'long.pdf');
    say(`Making a PDF of ${LONG_PAGES} pages ...`);
    await writeFile(long, await longPdf(LONG_PAGES, 'speed'));
    const sets: [string, string[]][] = [[`a made PDF of ${LONG_PAGES} pages`, [long]]];
    if (folder) sets.unshift([`the PDFs of ${folder}`, await readablePdfs(folder, readers)]);
    const speeds: Speed[] = [];
    for (const [name, paths] of sets) speeds.push(await compare(name, paths, readers, scratch));
    return {
      popplerVersion,
      speeds,
      passed: speeds.every((speed) => speed.pagesPerSecond >= BAR * speed.popplerPagesPerSecond),
    };
  } finally {
    await readers.stop();
    await rm(scratch, { recursive: true });
  }
}

async function compare(name: string, paths: readonly string[], readers: Readers, scratch: string): Promise<Speed> {
  let pages = 0;
  const ours: number[] = [];
  const one: number[] = [];
  const poppler: number[] = [];
  // Once before the clock runs: both find the files in the system's cache, and ours its code compiled.
  for (const path of paths) await readers.read([path], PROCESSES);
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    pages = await readers.read(paths, PROCESSES);
    const bothAt = performance.now();
    await readers.read(paths, 1);
    const oneAt = performance.now();
    for (const path of paths) await run('pdftotext', [path, join(scratch, 'poppler.txt')]);
    ours.push(bothAt - startedAt);
    one.push(oneAt - bothAt);
    poppler.push(performance.now() - oneAt);
  }
  const rate = (ms: readonly number[]): number =>
    (1_000 * pages) /
    quantile(
      ms.toSorted((a, b) => a - b),
      0.5,
    );
  return {
    name,
    files: paths.length,
    pages,
    popplerPagesPerSecond: rate(poppler),
    pagesPerSecond: rate(ours),
    onePerSecond: rate(one),
  };
}

/** The PDFs under a folder that both can read. */
async function readablePdfs(folder: string, readers: Readers): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.pdf$/i.test(name)).sort();
  const paths: string[] = [];
  for (const name of names) {
    // Dangerous on purpose: pdftotext has no memory limit here.
    if (/bomb/i.test(name)) continue;
    const path = resolve(folder, name);
    const canPoppler = await run('pdftotext', [path, '-'], { maxBuffer: 64 * 1024 * 1024 }).then(
      () => true,
      () => false,
    );
    if (canPoppler && (await stat(path)).size > 0 && (await readers.read([path], 1)) > 0) paths.push(path);
  }
  return paths;
}

/** The service's own extraction processes, from its build. */
class Readers {
  private readonly modules: { child: typeof ChildModule; shared: typeof SharedModule };
  private readonly children: ChildModule.ExtractionChild[];
  private readonly scratch: string;

  private constructor(modules: Readers['modules'], children: Readers['children'], scratch: string) {
    this.modules = modules;
    this.children = children;
    this.scratch = scratch;
  }

  static async start(scratch: string): Promise<Readers> {
    await run(process.execPath, [resolve('tools/run.mjs'), 'tools/build-if-stale.ts']);
    const built = pathToFileURL(resolve('dist/services/ingestion/src/'));
    const load = (path: string): Promise<unknown> => import(`${built.href}/${path}`);
    const modules = {
      child: (await load('adapters/extraction-child.js')) as typeof ChildModule,
      shared: (await load('adapters/shared-reading.js')) as typeof SharedModule,
    };
    const script = new URL(`${built.href}/extraction-child.js`);
    const children = Array.from(
      { length: PROCESSES },
      () => new modules.child.ExtractionChild(script, LIMITS.maxRssBytes * 0.625),
    );
    await Promise.all(children.map(({ up }) => up));
    return new Readers(modules, children, scratch);
  }

  /** Reads the files with so many processes; a long one with all that are free. @returns the pages that were read. */
  async read(paths: readonly string[], processes: number): Promise<number> {
    const idle = this.children.slice(0, processes);
    const todo = [...paths];
    const read = await Promise.all(
      Array.from({ length: Math.min(processes, paths.length) }, async () => {
        let pages = 0;
        for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
          const child = idle.pop();
          if (!child) throw new Error('More readers than processes.');
          pages += await this.readOne(path, child, idle, () => todo.length > 0);
          idle.push(child);
        }
        return pages;
      }),
    );
    return read.reduce((sum, pages) => sum + pages, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map((child) => child.close()));
  }

  private async readOne(
    filePath: string,
    child: ChildModule.ExtractionChild,
    idle: ChildModule.ExtractionChild[],
    isWanted: () => boolean,
  ): Promise<number> {
    const partsPath = join(this.scratch, `part-${this.children.indexOf(child)}`);
    const shared = new this.modules.shared.SharedReading(
      { filePath, partsPath, limits: LIMITS },
      () => {
        const free = isWanted() ? undefined : idle.pop();
        return free && { child: free, isWanted, giveBack: () => idle.push(free) };
      },
      () => undefined,
    );
    let pages = 0;
    const outcome = await child.run(
      { type: 'read-along', filePath, partPath: partsPath, limits: LIMITS },
      LIMITS,
      (answer) => {
        if (answer.type !== 'ask') return;
        pages = answer.pages;
        void shared.pagesFor(pages).then((reply) => child.reply(reply));
      },
    );
    await shared.end();
    // A file that cannot be read counts for nothing; a short one is read without asking.
    if (!('answer' in outcome) || outcome.answer.type !== 'part-left') return 0;
    return Math.max(pages, outcome.answer.pages);
  }
}

/** The figures, for a person. */
export const extractionLines = ({ popplerVersion, speeds }: ExtractionReport): string[] =>
  speeds.flatMap(({ name, files, pages, popplerPagesPerSecond, pagesPerSecond, onePerSecond }) => {
    const times = pagesPerSecond / popplerPagesPerSecond;
    return [
      `${name}: ${files} files, ${pages} pages`,
      `  pdftotext ${popplerVersion}   ${popplerPagesPerSecond.toFixed(0)} pages/s`,
      `  ${PROCESSES} processes       ${pagesPerSecond.toFixed(0)} pages/s, ${times.toFixed(2)} x pdftotext (bar ${BAR} x: ${times >= BAR ? 'passed' : 'MISSED'})`,
      `  1 process         ${onePerSecond.toFixed(0)} pages/s, ${(onePerSecond / popplerPagesPerSecond).toFixed(2)} x`,
    ];
  });
