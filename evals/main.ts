import { runTool } from '../tools/cannot-start.ts';
import { runAnswers } from './answers/answers.ts';
import { runEvaluation, type Evaluation } from './evaluation.ts';
import { runHandbook } from './handbook/handbook.ts';
import { runInjection } from './injection/injection.ts';
import { runOpinions } from './opinions/opinions.ts';
import { runParsing } from './parsing/parsing.ts';
import { runRetrieval } from './retrieval/retrieval.ts';
import { runSpeed } from './speed/speed.ts';

const USAGE = `npm run eval -- retrieval FOLDER   rankings over a test collection in BEIR layout
npm run eval -- answers FOLDER     answers, citations and refusals over a corpus with questions
npm run eval -- handbook FOLDER    right file, right page, refusals over real documents
npm run eval -- injection FOLDER   attacks in documents and in questions, and benign controls
npm run eval -- opinions FILE      what readers liked and did not, asked once more
npm run eval -- parsing FOLDER     text out of files with manifests, hostile ones too
npm run eval -- speed              a 100-page PDF, and other requests meanwhile

  --url URL         a product that runs; otherwise one is started on a folder of its own
  --key KEY         API key for it (or GROUNDWORK_API_KEY)
  --json            print one JSON object, and nothing else on standard output
  --out FOLDER      where report.md, report.html and baseline.json go (.groundwork/evals/...)
  --baseline FILE   baseline.json of an earlier report: each figure is tested against it, pair by pair`;

const EVALUATIONS: Readonly<Record<string, Evaluation>> = {
  retrieval: { hasFolder: true, run: runRetrieval },
  answers: { hasFolder: true, run: runAnswers },
  handbook: { hasFolder: true, run: runHandbook },
  injection: { hasFolder: true, run: runInjection },
  opinions: { hasFolder: true, run: runOpinions },
  parsing: { hasFolder: true, run: runParsing },
  speed: { hasFolder: false, run: runSpeed },
};

await runTool(async () => process.exit((await runEvaluation(EVALUATIONS, USAGE)) ? 0 : 1));
