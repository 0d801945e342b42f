import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import { upload } from '../../tools/client/upload.ts';
import { OFF_TOPIC, readQuestions } from './questions.ts';
import { outcomeOf, passes, scoreOf, type HandbookScore, type Outcome, type Share } from './score.ts';

export interface HandbookReport {
  readonly files: number;
  readonly failed: readonly string[];
  readonly ingestSeconds: number;
  readonly score: HandbookScore;
  readonly outcomes: readonly Outcome[];
  readonly passed: boolean;
}

/** Uploads every document of the folder, asks its questions, and counts. */
export async function runHandbook(
  groundwork: Groundwork,
  folder: string,
  say: (line: string) => void,
): Promise<HandbookReport> {
  const paths = await documentsUnder(folder);
  const startedAt = performance.now();
  const fileNames = new Map<string, string>();
  const failed: string[] = [];
  for (const path of paths) {
    const { size } = await stat(path);
    const { id } = await upload(groundwork.url, {
      name: basename(path),
      bytes: size,
      open: () => createReadStream(path),
    });
    fileNames.set(id, basename(path));
  }
  for (const [id, name] of fileNames) {
    const view = await groundwork.settled(id);
    if (view.failure) failed.push(`${name}: ${view.failure.message}`);
  }
  const ingestSeconds = secondsSince(startedAt);
  say(
    `${paths.length} files ready in ${ingestSeconds.toFixed(1)} s${failed.length > 0 ? `, but ${failed.join('; ')}` : ''}`,
  );

  const outcomes: Outcome[] = [];
  for (const question of await readQuestions(folder)) {
    const askedAt = performance.now();
    const answer = await groundwork.ask({ message: question.question });
    const outcome = outcomeOf(question, answer, fileNames, secondsSince(askedAt));
    outcomes.push(outcome);
    say(line(outcome));
  }
  const offTopic: boolean[] = [];
  for (const message of OFF_TOPIC) offTopic.push((await groundwork.ask({ message })).refusal !== null);

  const score = scoreOf(outcomes, offTopic);
  return { files: paths.length, failed, ingestSeconds, score, outcomes, passed: failed.length === 0 && passes(score) };
}

/** The figures, for a person. */
export function handbookLines({ score, passed }: HandbookReport): string[] {
  return [
    `right file first, of questions that name their plan  ${shown(score.fileFirstWhereNamed)}  (bar .90: ${passed ? 'passed' : 'MISSED'})`,
    `right file first, of all                             ${shown(score.fileFirst)}`,
    `right page among the sources                         ${shown(score.pageFound)}`,
    `right page cited                                     ${shown(score.pageCited)}`,
    `answerable but refused                               ${shown(score.refused)}`,
    `about something else and refused                     ${shown(score.offTopicRefused)}`,
    `seconds an answer, median and worst                  ${score.secondsMedian.toFixed(2)} and ${score.secondsWorst.toFixed(2)}`,
  ];
}

const shown = ({ count, of }: Share): string =>
  `${count} of ${of}${of === 0 ? '' : ` = ${(count / of).toFixed(2).replace(/^0/, '')}`}`;

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
