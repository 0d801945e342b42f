import { resolve } from 'node:path';
import { buildIfStale } from '../../tools/build/build.ts';
import { CannotStart, runTool } from '../../tools/cannot-start.ts';
import { runIngestionFaults } from './ingestion-run.ts';

const USAGE =
  'npm run faults -- ingestion   200 documents while workers are killed and services falter; prints the counts as JSON';

/** `npm run faults`: the long form of what the tests do in short. */
await runTool(async () => {
  if (process.argv[2] !== 'ingestion') throw new CannotStart(USAGE);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await buildIfStale({ root: resolve(import.meta.dirname, '../..'), say, signal: new AbortController().signal });
  const report = await runIngestionFaults(
    {
      documents: 200,
      workers: 2,
      killEveryMs: 2_000,
      modelThrottledPercent: 20,
      indexFaultPercent: 10,
      deadlineMs: 15 * 60_000,
    },
    say,
  );
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exit(report.passed ? 0 : 1);
});
