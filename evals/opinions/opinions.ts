import { readFile } from 'node:fs/promises';
import { feedbackLineSchema, type FeedbackLine } from '@shared/contracts';
import { askOnce } from '../collection/ask.ts';
import type { Bench } from '../evaluation.ts';
import type { Findings } from '../report/report.ts';
import { measuresOf, outcomeOf, type Outcome } from './score.ts';

/** Asks once more what readers gave an opinion on, and sees whether what they liked stayed and the rest changed. */
export async function runOpinions({ groundwork, folder: file, name, say }: Bench): Promise<Findings> {
  const outcomes: Outcome[] = [];
  for (const line of opinionsIn(await readFile(file, 'utf8'))) {
    const outcome = outcomeOf(line, await askOnce(groundwork, line.question));
    outcomes.push(outcome);
    say(`${line.rating}  ${outcome.isSamePlace ? 'same place' : 'other place'}: ${line.question}`);
  }
  const liked = outcomes.filter(({ rating }) => rating === 'up').length;
  return {
    title: `opinions ${name}`,
    facts: [`${outcomes.length} opinions: ${liked} liked, ${outcomes.length - liked} not`],
    measures: measuresOf(outcomes),
    checks: [],
    charts: [],
    json: { outcomes },
  };
}

/** The lines of `GET /api/admin/feedback`. An answer to no question that was kept cannot be asked for again. */
export const opinionsIn = (text: string): FeedbackLine[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => feedbackLineSchema.parse(JSON.parse(line)))
    .filter(({ question }) => question !== '');
