import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotStart } from '../tools/cannot-start.ts';
import type { Groundwork } from '../tools/client/groundwork.ts';
import { withProduct } from '../tools/client/measured-runs.ts';
import type { OwnProduct } from '../tools/client/own-product.ts';
import { readBaseline, writeReport } from './report/files.ts';
import { linesOf } from './report/pages.ts';
import { hasPassed, summariesOf, type Findings, type Summary } from './report/report.ts';

/** What an evaluation is given. */
export interface Bench {
  readonly groundwork: Groundwork;
  /** The product's process, where it was started for this evaluation; undefined for one that lives elsewhere. */
  readonly own: OwnProduct | undefined;
  /** Folder of the data set, without a slash at its end; empty for an evaluation that needs none. */
  readonly folder: string;
  /** Name of the data set: the folder's. */
  readonly name: string;
  /** Where progress goes. */
  readonly say: (line: string) => void;
}

/** One kind of evaluation. */
export interface Evaluation {
  /** Whether it is made over a folder of data. */
  readonly hasFolder: boolean;
  readonly run: (bench: Bench) => Promise<Findings>;
}

/** Reports go here unless told otherwise: beside a laptop's data, out of version control. */
const REPORTS = join('.groundwork', 'evals');

/**
 * Runs the evaluation named on the command line, prints what it found and writes its report.
 *
 * @returns whether every bar was kept.
 * @throws {CannotStart} with `usage` if the command line names none.
 */
export async function runEvaluation(
  evaluations: Readonly<Record<string, Evaluation>>,
  usage: string,
): Promise<boolean> {
  const { values, positionals } = read(usage);
  const [kind = '', given = ''] = positionals;
  const evaluation = evaluations[kind];
  if (!evaluation) throw new CannotStart(usage);
  // Before a product is started for nothing.
  if (evaluation.hasFolder && !existsSync(given)) {
    throw new CannotStart(`There is no folder ${given || '(none given)'}.\n\n${usage}`);
  }
  const baseline = values.baseline === undefined ? undefined : await readBaseline(values.baseline);
  const folder = given === '' ? '' : resolve(given);
  const name = basename(folder);
  const say = (line: string): void => (values.json ? console.error(line) : console.log(line));

  const findings = await withProduct(
    { url: values.url, key: values.key ?? process.env['GROUNDWORK_API_KEY'] },
    say,
    (groundwork, own) => evaluation.run({ groundwork, own, folder, name, say }),
  );
  const summaries = summariesOf(findings, baseline);
  const passed = hasPassed(findings, summaries);
  const out = values.out ?? join(REPORTS, [kind, name].filter(Boolean).join('-'));
  await writeReport(out, findings, summaries);
  if (values.json) console.log(JSON.stringify(jsonOf(findings, summaries, passed), null, 2));
  else console.log(`\n${[...linesOf(findings, summaries), `Report: ${join(out, 'report.html')}`].join('\n')}`);
  return passed;
}

/** One object: each measure's mean by its name, then everything else there is to know. */
function jsonOf({ json, checks }: Findings, summaries: readonly Summary[], passed: boolean): Record<string, unknown> {
  return {
    ...Object.fromEntries(summaries.map(({ name, mean }) => [name, mean])),
    ...json,
    measures: Object.fromEntries(summaries.map(({ name, ...rest }) => [name, rest])),
    checks,
    passed,
  };
}

function read(usage: string) {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        key: { type: 'string' },
        out: { type: 'string' },
        baseline: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch {
    throw new CannotStart(usage);
  }
}
