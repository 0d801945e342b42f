import { runTool } from '../tools/cannot-start.ts';
import { runMeasured, type MeasuredRun } from '../tools/client/measured-runs.ts';
import { firstTokenLines, runFirstToken } from './first-token.ts';

const USAGE = `npm run load -- first-token [--url URL] [--json]   time to the first word, one user and 50 at once

  --url URL   a product that runs (with RATE_LIMIT_PER_MINUTE=0); otherwise one is started on a folder of its own
  --json      print the report as JSON, and nothing else on standard output`;

const firstToken: MeasuredRun = async (groundwork) => {
  const report = await runFirstToken(groundwork);
  return { report, lines: firstTokenLines(report) };
};

await runTool(async () => {
  process.exit((await runMeasured({ 'first-token': firstToken }, USAGE)) ? 0 : 1);
});
