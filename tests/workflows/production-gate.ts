import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  environmentOf,
  jobsOf,
  needsOf,
  ownActions,
  root,
  type Job,
  type Step,
  type Workflows,
} from './workflow-files.ts';

/** What only a job behind the gate may do: words of its commands, of what it hands on, or of the scripts that it calls. */
const REACHES_PRODUCTION = /\bproduction\b|promote\.sh/;
/** A release whose environment is not written out: nobody can tell from the file where it goes. */
const RELEASES_SOMEWHERE = /release\.sh(?!\s+(?:demo|staging|production)\b)/;
/** A condition with which a job runs although what it needs failed. */
const GOES_ON_AFTER_FAILURE = /\b(?:always|failure|cancelled)\(\)|!\s*cancelled/;

/**
 * What stands open around the gate, a sentence each: a job that can reach production without the environment whose reviewers
 * are asked, or before staging was tried.
 */
export function gateFaults(workflows: Workflows): string[] {
  const faults: string[] = [];
  const actions = ownActions();
  for (const { file, id, job } of jobsOf(workflows)) {
    const place = `${file}, job ${id}`;
    const words = wordsOf(job, actions);
    if (RELEASES_SOMEWHERE.test(words))
      faults.push(`${place}: release.sh is not told its environment in so many words`);
    const environment = environmentOf(job);
    if (!REACHES_PRODUCTION.test(words) && environment !== 'production') continue;
    if (environment !== 'production') {
      faults.push(`${place}: reaches production and its environment is ${environment ?? 'none'}`);
      continue;
    }
    if (file !== 'deploy.yml' || id !== 'production')
      faults.push(`${place}: one job releases to production, in deploy.yml`);
    for (const before of ['staging', 'check-staging'])
      if (!needsOf(job).includes(before)) faults.push(`${place}: does not wait for ${before}`);
    if (GOES_ON_AFTER_FAILURE.test(job.if ?? '')) faults.push(`${place}: runs although staging failed`);
  }
  return faults;
}

/** All that a job does, in one text: commands, values, our own actions' steps and the scripts that are called. */
function wordsOf(job: Job, actions: ReadonlyMap<string, readonly Step[]>): string {
  const own = (job.steps ?? []).flatMap(({ uses = '' }) => actions.get(uses) ?? []);
  const { env, strategy, with: inputs, uses } = job;
  const words = JSON.stringify([env, strategy, inputs, uses, job.steps, own]);
  const scripts = Array.from(words.matchAll(/\b(?:tools|helm|tests)\/[\w./-]+\.sh\b/g), ([path]) => path);
  // release.sh itself knows every environment; which one it is told is what counts.
  const called = scripts.filter((path) => path !== 'helm/release.sh' && existsSync(join(root, path)));
  return [words, ...called.map((path) => releasesIn(readFileSync(join(root, path), 'utf8')))].join('\n');
}

/** Lines of a script that release something; its comments may name what they like. */
const releasesIn = (script: string): string =>
  script
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#') && /release\.sh|values-production/.test(line))
    .join('\n');
