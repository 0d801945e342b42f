import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { upload } from '../../tools/client/upload.ts';
import { takeAway } from '../collection/ingest.ts';
import { askOnce } from '../collection/ask.ts';
import { patiently } from '../collection/patience.ts';
import type { Bench } from '../evaluation.ts';
import type { Findings } from '../report/report.ts';
import { quantile } from '../speed/quantile.ts';
import { OFF_TOPIC, readQuestions } from './questions.ts';
import { measuresOf, outcomeOf, type Outcome } from './score.ts';

/** Uploads every document of the folder, asks its questions, and counts. */
export async function runHandbook({ groundwork, own, folder, name, say }: Bench): Promise<Findings> {
  const paths = await documentsUnder(folder);
  const startedAt = performance.now();
  const fileNames = new Map<string, string>();
  const failed: string[] = [];
  for (const path of paths) {
    const { size } = await stat(path);
    const { id } = await patiently(() =>
      upload(groundwork, { name: basename(path), bytes: size, open: () => createReadStream(path) }),
    );
    fileNames.set(id, basename(path));
  }
  for (const [id, file] of fileNames) {
    const view = await groundwork.settled(id);
    if (view.failure) failed.push(`${file}: ${view.failure.message}`);
  }
  const ready = `${paths.length} files ready in ${secondsSince(startedAt).toFixed(1)} s`;
  say(ready);

  const outcomes: Outcome[] = [];
  for (const question of await readQuestions(folder)) {
    const askedAt = performance.now();
    const answer = await askOnce(groundwork, question.question);
    const outcome = outcomeOf(question, answer, fileNames, secondsSince(askedAt));
    outcomes.push(outcome);
    say(line(outcome));
  }
  const offTopic: boolean[] = [];
  for (const message of OFF_TOPIC) offTopic.push((await askOnce(groundwork, message)).refusal !== null);
  if (!own) await takeAway(groundwork, fileNames.keys());

  const seconds = outcomes.map((one) => one.seconds).toSorted((a, b) => a - b);
  return {
    title: `handbook ${name}`,
    facts: [
      ready,
      `seconds an answer: median ${quantile(seconds, 0.5).toFixed(2)}, worst ${(seconds.at(-1) ?? 0).toFixed(2)}`,
    ],
    measures: measuresOf(outcomes, offTopic),
    checks: [{ says: failed.length === 0 ? 'every file became ready' : failed.join('; '), kept: failed.length === 0 }],
    charts: [],
    json: { outcomes },
  };
}

function line(outcome: Outcome): string {
  const marks = [
    outcome.isRefused ? 'refused' : outcome.isFileFirst ? 'file first' : 'other file first',
    outcome.isPageCited ? 'page cited' : outcome.isPageFound ? 'page found, not cited' : 'page not found',
    outcome.namesItsFile ? '' : 'does not name its plan',
  ];
  return `${outcome.id}  ${outcome.seconds.toFixed(2)} s  ${marks.filter(Boolean).join(', ')}: ${outcome.question}`;
}

async function documentsUnder(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /\.(pdf|docx|txt|md)$/i.test(name) && !/(^|\/)(SOURCE|README|LICENSE)\.(md|txt)$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}

const secondsSince = (startMs: number): number => (performance.now() - startMs) / 1_000;
