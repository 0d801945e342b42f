import { runTool } from '../tools/cannot-start.ts';
import { runMeasured, type MeasuredRun } from '../tools/client/measured-runs.ts';
import { catalogLines, runCatalog } from './catalog.ts';
import { extractionLines, runExtraction } from './extraction.ts';
import { firstTokenLines, runFirstToken } from './first-token.ts';
import { gatewayLines, runGateway } from './gateway.ts';
import { memoryLines, runMemory } from './memory.ts';

const USAGE = `npm run load -- first-token [--url URL] [--json]   time to the first word, one user and 50 at once
npm run load -- extraction [FOLDER] [--json]      pages a second beside pdftotext, over the folder's PDFs and a long one
npm run load -- catalog [--json]                  a page of the document list, with 200 and with 10,000 documents
npm run load -- gateway [--quick] [--json]        /v1/chat/completions beside a bare pass-through over the same upstream
npm run load -- memory [--json]                   what ingestion takes at most: 2,400 pages, ten uploads of 50 MB

  --url URL   a product that runs (with RATE_LIMIT_PER_MINUTE=0); otherwise one is started on a folder of its own
  --json      print the report as JSON, and nothing else on standard output`;

const firstToken: MeasuredRun = async (groundwork) => {
  const report = await runFirstToken(groundwork);
  return { report, lines: firstTokenLines(report) };
};

await runTool(async () => {
  const [name, folder] = process.argv.slice(2);
  const isJson = process.argv.includes('--json');
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
