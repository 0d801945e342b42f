import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentView } from '@shared/contracts';
import { Refused } from '../../tools/client/faults.ts';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import { upload, type OutgoingFile } from '../../tools/client/upload.ts';
import type { Bench } from '../evaluation.ts';
import type { Findings } from '../report/report.ts';
import { quantile } from '../speed/quantile.ts';
import { startCanary } from './canary.ts';
import { readCases, type Case } from './manifest.ts';
import { needPoppler, popplerText } from './poppler.ts';
import { ProcessWatch } from './process-watch.ts';
import { scoreOf, type CategoryScore, type Measured, type ParsingScore } from './score.ts';
import { plain, tokenF1 } from './token-f1.ts';
import { isAsExpected, type Ending } from './verdict.ts';

/** No file may take longer, in seconds. */
const HANG_SECONDS = 60;
/** Between two requests that find out how long the API takes to answer meanwhile, in milliseconds. */
const ASK_EVERY_MS = 100;

interface ParsingReport extends ParsingScore {
  readonly files: readonly Measured[];
  readonly popplerVersion: string;
}

/** How much of real files comes through the product, and what hostile ones do to it. */
export async function runParsing(bench: Bench): Promise<Findings> {
  const report = await measureParsing(bench);
  return {
    title: `parsing ${bench.name}`,
    facts: parsingLines(report),
    measures: [],
    checks: report.bars.map(({ name, value, bar, isKept }) => ({
      says: `${name}: ${value} (bar ${bar})`,
      kept: isKept,
    })),
    charts: [],
    json: { ...report },
  };
}

/** Sends every file through the product, one after the other, and holds what comes out against the lists. */
async function measureParsing({ groundwork, folder, own, say }: Bench): Promise<ParsingReport> {
  const popplerVersion = await needPoppler();
  const watch = own === undefined ? undefined : new ProcessWatch(own.pid);
  const canary = await startCanary();
  const others = new OtherRequests(groundwork);
  const files: Measured[] = [];
  try {
    for (const one of await readCases(folder)) {
      const file = {
        name: basename(one.path),
        bytes: one.bytes,
        open: () => createReadStream(join(folder, one.path)),
      };
      const measured = await measure(groundwork, one, file, join(folder, one.path), watch);
      files.push(measured);
      say(fileLine(measured));
    }
    for (const file of canary.files) await endingOf(groundwork, file);
    return {
      files,
      popplerVersion,
      ...scoreOf(files, {
        outside: watch?.outsideAddresses ?? [],
        canaryVisits: canary.visits,
        isWatched: watch !== undefined,
        otherRequestsMs: await others.stop(),
      }),
    };
  } finally {
    await others.stop();
    watch?.stop();
    await canary.close();
  }
}

async function measure(
  groundwork: Groundwork,
  one: Case,
  file: OutgoingFile,
  path: string,
  watch: ProcessWatch | undefined,
): Promise<Measured> {
  watch?.takePeaksMb();
  const startedAt = performance.now();
  const ending = await endingOf(groundwork, file);
  const seconds = (performance.now() - startedAt) / 1_000;
  const peaks = watch?.takePeaksMb();
  const text = ending.kind === 'ready' ? ending.text : undefined;
  const poppler = one.kind === 'pdf' && text !== undefined ? await popplerText(path) : undefined;
  return {
    path: one.path,
    category: one.category,
    kind: one.kind,
    ending: ending.kind === 'ready' ? 'ready' : `${ending.kind} ${ending.code}`,
    isAsExpected: isAsExpected(one.expect, ending, one.isBlank),
    isCrash: ending.kind !== 'ready' && ['extraction_failed', 'internal', 'ingestion_gave_up'].includes(ending.code),
    isHang: seconds > HANG_SECONDS || (ending.kind !== 'ready' && ending.code === 'no_answer'),
    wanted: one.mustContain.length,
    found: text === undefined ? 0 : one.mustContain.filter((part) => plain(text).includes(plain(part))).length,
    f1Expected: text !== undefined && one.expected !== undefined ? tokenF1(text, one.expected) : undefined,
    isToExtract: /^extract\b/.test(one.expect),
    // Where poppler finds no word either there is nothing to compare.
    f1Poppler: text !== undefined && poppler?.match(/[\p{L}\p{N}]/u) ? tokenF1(text, poppler) : undefined,
    isExact: one.isExact && one.expected ? text !== undefined && plain(text) === plain(one.expected) : undefined,
    seconds,
    extractionMb: peaks?.extraction ?? 0,
    ingestionMb: peaks?.ingestion ?? 0,
  };
}

/** What becomes of a file; what takes longer than a minute is taken for hanging and left alone. */
async function endingOf(groundwork: Groundwork, file: OutgoingFile): Promise<Ending> {
  let view: DocumentView | undefined;
  try {
    const { id } = await upload(groundwork.url, file);
    view = await Promise.race([groundwork.settled(id), pause((HANG_SECONDS + 5) * 1_000, undefined, { ref: false })]);
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', code: error.code };
    throw error;
  }
  if (!view) return { kind: 'failed', code: 'no_answer' };
  if (view.failure) return { kind: 'failed', code: view.failure.code };
  return { kind: 'ready', text: await groundwork.text(view.id) };
}

/** Asks the API small things all the while, and notes how long it takes. */
class OtherRequests {
  private readonly tookMs: number[] = [];
  private readonly over = new AbortController();
  private readonly running: Promise<void>;

  constructor(groundwork: Groundwork) {
    this.running = this.ask(groundwork);
  }

  /** What they took so far, in milliseconds; the last one is answered. */
  async stop(): Promise<{ p50: number; p95: number; worst: number }> {
    this.over.abort();
    await this.running;
    const sorted = this.tookMs.toSorted((a, b) => a - b);
    return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), worst: sorted.at(-1) ?? 0 };
  }

  private async ask(groundwork: Groundwork): Promise<void> {
    while (!this.over.signal.aborted) {
      const startedAt = performance.now();
      await groundwork.documents();
      this.tookMs.push(performance.now() - startedAt);
      await pause(ASK_EVERY_MS);
    }
  }
}

function fileLine(file: Measured): string {
  const score = file.f1Expected ?? file.f1Poppler;
  return [
    file.isAsExpected ? 'as expected' : 'NOT AS EXPECTED',
    file.ending,
    `${file.seconds.toFixed(2)} s`,
    score === undefined ? '' : `F1 ${score.toFixed(3)}`,
    file.isExact === false ? 'text differs' : '',
    file.found < file.wanted ? `${file.found} of ${file.wanted} found` : '',
    file.path,
  ]
    .filter(Boolean)
    .join('  ');
}

/** One line a category, then what else is to be known. */
function parsingLines(report: ParsingReport): string[] {
  return [
    'category                              n  as expected  must contain  F1 expected  F1 poppler  exact   worst s  child MB  service MB',
    ...report.categories.map(categoryLine),
    ...report.notes,
  ];
}

const mean = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(3));

const categoryLine = (row: CategoryScore): string =>
  [
    row.category.padEnd(35),
    String(row.n).padStart(3),
    `${row.asExpected}/${row.n}`.padStart(12),
    (row.wanted === 0 ? '-' : `${row.found}/${row.wanted}`).padStart(13),
    mean(row.f1Expected).padStart(12),
    mean(row.f1Poppler).padStart(11),
    (row.exactOf === 0 ? '-' : `${row.exact}/${row.exactOf}`).padStart(6),
    row.worstSeconds.toFixed(2).padStart(9),
    row.extractionMb.toFixed(0).padStart(9),
    row.ingestionMb.toFixed(0).padStart(11),
  ].join(' ');
