import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { askOnce } from '../collection/ask.ts';
import type { Bench } from '../evaluation.ts';
import type { Findings } from '../report/report.ts';
import { measuresOf, outcomeOf, type Outcome, type RatedAnswer } from './score.ts';

const ratedAnswerSchema: z.ZodType<RatedAnswer> = z.object({
  messageId: z.string(),
  rating: z.enum(['up', 'down']),
  question: z.string(),
  answer: z.string(),
  refused: z.boolean(),
  citations: z.array(z.object({ documentId: z.string(), page: z.int().nullable() })),
});

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
export const opinionsIn = (text: string): RatedAnswer[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ratedAnswerSchema.parse(JSON.parse(line)))
    .filter(({ question }) => question !== '');
