import { jobsOf, readWorkflows, workflowTexts, type Job } from './workflow-files.ts';

/** The workflows as they stand in the repository. */
export const workflows = readWorkflows();
/** The same, and our own actions, each as its file's path and text. */
export const texts = workflowTexts();
export const jobs = jobsOf(workflows);

/** @throws {Error} if there is no such job: a test of what is gone would pass for nothing. */
export const job = (file: string, id: string): Job => {
  const found = workflows[file]?.jobs[id];
  if (!found) throw new Error(`${file} has no job ${id}`);
  return found;
};

/** What the first group of a global pattern finds, in order. */
export const all = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), ([, found]) => found ?? '');

/** Each name once, in order of its letters. */
export const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();
