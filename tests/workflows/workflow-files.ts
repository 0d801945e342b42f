import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export const root = resolve(__dirname, '../..');

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: unknown;
  readonly environment?: string | { readonly name: string };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix?: Readonly<Record<string, readonly unknown[]>> };
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A workflow by its file's name, such as `deploy.yml`. */
export type Workflows = Readonly<Record<string, Workflow>>;

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The workflows of the repository. */
export const readWorkflows = (): Workflows =>
  Object.fromEntries(
    globSync('.github/workflows/*.yml', { cwd: root })
      .toSorted()
      .map((path) => [path.slice('.github/workflows/'.length), parse(read(path)) as Workflow]),
  );

/** Every file of workflows and of our own actions, with its text. */
export const workflowTexts = (): readonly (readonly [path: string, text: string])[] =>
  globSync('.github/{workflows,actions/*}/*.yml', { cwd: root })
    .toSorted()
    .map((path) => [path, read(path)] as const);

/** Steps of our own actions, by the path that names them. */
export const ownActions = (): ReadonlyMap<string, readonly Step[]> =>
  new Map(
    globSync('.github/actions/*/action.yml', { cwd: root }).map((path) => [
      `./${path.slice(0, -'/action.yml'.length)}`,
      (parse(read(path)) as { readonly runs: { readonly steps: readonly Step[] } }).runs.steps,
    ]),
  );

/** Jobs of all workflows, with the name of the file and of the job. */
export const jobsOf = (workflows: Workflows): readonly { file: string; id: string; job: Job }[] =>
  Object.entries(workflows).flatMap(([file, { jobs }]) => Object.entries(jobs).map(([id, job]) => ({ file, id, job })));

export const environmentOf = ({ environment }: Job): string | undefined =>
  typeof environment === 'object' ? environment.name : environment;

export const needsOf = ({ needs = [] }: Job): readonly string[] => (typeof needs === 'string' ? [needs] : needs);
