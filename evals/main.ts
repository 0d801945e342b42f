import { existsSync } from 'node:fs';
import { CannotStart, runTool } from '../tools/cannot-start.ts';
import { runMeasured, type MeasuredRun } from '../tools/client/measured-runs.ts';
import { handbookLines, runHandbook } from './handbook/handbook.ts';
import { retrievalLines, runRetrieval } from './retrieval/retrieval.ts';
import { runSpeed, speedLines } from './speed/speed.ts';

const USAGE = `npm run eval -- handbook FOLDER [--url URL] [--json]   right file, right page, refusals
npm run eval -- retrieval FOLDER [--url URL] [--json]  rankings over a test collection in BEIR layout
npm run eval -- speed [--url URL] [--json]             a 100-page PDF, and other requests meanwhile

  --url URL   a product that runs (with RATE_LIMIT_PER_MINUTE=0); otherwise one is started on a folder of its own
  --json      print the report as JSON, and nothing else on standard output`;

const handbook: MeasuredRun = async (groundwork, folder = '', say) => {
  const report = await runHandbook(groundwork, folder, say);
  return { report, lines: handbookLines(report) };
};

const retrieval: MeasuredRun = async (groundwork, folder = '', say) => {
  const report = await runRetrieval(groundwork, folder, say);
  return { report, lines: retrievalLines(report) };
};

const speed: MeasuredRun = async (groundwork) => {
  const report = await runSpeed(groundwork);
  return { report, lines: speedLines(report) };
};

await runTool(async () => {
  const [name, folder] = process.argv.slice(2);
  // Before a product is started for nothing.
  if ((name === 'handbook' || name === 'retrieval') && !existsSync(folder ?? '')) {
    throw new CannotStart(`There is no folder ${folder ?? '(none given)'}.\n\n${USAGE}`);
  }
  process.exit((await runMeasured({ handbook, retrieval, speed }, USAGE)) ? 0 : 1);
});
