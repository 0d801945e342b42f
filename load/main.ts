import { parseArgs } from 'node:util';
import { CannotStart, runTool } from '../tools/cannot-start.ts';
import { runMeasured, withProduct, type MeasuredRun } from '../tools/client/measured-runs.ts';
import { catalogLines, runCatalog } from './catalog.ts';
import { extractionLines, runExtraction } from './extraction.ts';
import { firstTokenLines, runFirstToken } from './first-token.ts';
import { gatewayLines, runGateway } from './gateway.ts';
import { memoryLines, runMemory } from './memory.ts';
import { scenarioLines } from './scenario/figures.ts';
import { isScenario, runScenario, sizeOf, type ScenarioName } from './scenario/run.ts';

const USAGE = `npm run load -- smoke [--url URL] [--json]         one user asks five things, with k6
npm run load -- chat [--url URL] [--users N] [--seconds N] [--json]   50 users ask for 60 s, with k6
npm run load -- first-token [--url URL] [--json]   time to the first word, one user and 50 at once
npm run load -- extraction [FOLDER] [--json]      pages a second beside pdftotext, over the folder's PDFs and a long one
npm run load -- catalog [--json]                  a page of the document list, with 200 and with 10,000 documents
npm run load -- gateway [--quick] [--json]        /v1/chat/completions beside a bare pass-through over the same upstream
npm run load -- memory [--json]                   what ingestion takes at most: 2,400 pages, ten uploads of 50 MB

  --url URL   a product that runs (for first-token with RATE_LIMIT_PER_MINUTE=0); otherwise one is started on a folder of
              its own. Where people sign in smoke and chat ask with GROUNDWORK_API_KEY or GROUNDWORK_API_KEYS
  --json      print the report as JSON, and nothing else on standard output`;

const firstToken: MeasuredRun = async (groundwork) => {
  const report = await runFirstToken(groundwork);
  return { report, lines: firstTokenLines(report) };
};

/** Limits as they are by default: users are callers of their own. */
const GENERAL_LIMITS = { RATE_LIMIT_PER_MINUTE: '', UPLOADS_PER_MINUTE: '' };
const NO_KEYS = { GROUNDWORK_API_KEY: '', GROUNDWORK_API_KEYS: '' };

async function scenario(name: ScenarioName): Promise<boolean> {
  const { url, users, seconds, json } = scenarioArguments();
  const size = sizeOf(users, seconds);
  const say = json ? console.error : console.log;
  // A key of the environment is for the product that is there; one of our own has never heard of it.
  const env = url === undefined ? { ...process.env, ...NO_KEYS } : process.env;
  const report = await withProduct({ url, settings: GENERAL_LIMITS }, say, (groundwork) =>
    runScenario(name, groundwork.url, size, env, say),
  );
  console.log(json ? JSON.stringify(report, null, 2) : `\n${scenarioLines(report).join('\n')}`);
  return report.passed;
}

function scenarioArguments() {
  try {
    const { values } = parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        users: { type: 'string' },
        seconds: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch {
    throw new CannotStart(USAGE);
  }
}

await runTool(async () => {
  const [name, folder] = process.argv.slice(2);
  const isJson = process.argv.includes('--json');
  if (isScenario(name)) process.exit((await scenario(name)) ? 0 : 1);
  if (name === 'extraction') {
    const report = await runExtraction(
      folder?.startsWith('--') ? undefined : folder,
      isJson ? console.error : console.log,
    );
    console.log(isJson ? JSON.stringify(report, null, 2) : extractionLines(report).join('\n'));
    process.exit(report.passed ? 0 : 1);
  }
  if (name === 'catalog') {
    const report = await runCatalog(isJson ? console.error : console.log);
    console.log(isJson ? JSON.stringify(report, null, 2) : catalogLines(report).join('\n'));
    process.exit(report.passed ? 0 : 1);
  }
  if (name === 'memory') {
    const report = await runMemory();
    console.log(isJson ? JSON.stringify(report, null, 2) : memoryLines(report).join('\n'));
    process.exit(report.passed ? 0 : 1);
  }
  if (name === 'gateway') {
    // Memory is to be read after 5 minutes of streams in all: three rounds of 100 s.
    const options = process.argv.includes('--quick')
      ? { seconds: 2, streamSeconds: 4 }
      : { seconds: 8, streamSeconds: 100 };
    const report = await runGateway(options, isJson ? console.error : console.log);
    console.log(isJson ? JSON.stringify(report, null, 2) : gatewayLines(report).join('\n'));
    process.exit(report.passed ? 0 : 1);
  }
  process.exit((await runMeasured({ 'first-token': firstToken }, USAGE)) ? 0 : 1);
});
