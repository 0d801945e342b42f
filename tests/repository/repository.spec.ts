import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GitHub } from '../../tools/repository/github.ts';
import { apply, check, reviewersId } from '../../tools/repository/settings.ts';
import { ENVIRONMENTS } from '../../tools/repository/wanted.ts';
import { attempt, type Ended } from '../support/command.js';
import { answer, type Repository } from './stand-in-github.js';

const REPOSITORY = 'repos/contoso/groundwork';
/** Id of the team contoso/releasers. */
const REVIEWERS = 42;
const root = resolve(__dirname, '../..');

/** What a person has done by hand: the variables, and one tick that the API cannot make. */
const byHand = (): Record<string, unknown> => ({
  'orgs/contoso/teams/releasers': { id: REVIEWERS },
  [`${REPOSITORY}/environments/production`]: { can_admins_bypass: false },
  ...Object.fromEntries(
    ENVIRONMENTS.map(({ name, variables }) => [
      `${REPOSITORY}/environments/${name}/variables`,
      { variables: variables.map((variable) => ({ name: variable, value: 'yours' })) },
    ]),
  ),
});

describe('the settings of the repository', () => {
  let repository: Repository;
  let gitHub: GitHub;
  beforeEach(() => {
    repository = { calls: [], at: byHand() };
    gitHub = new GitHub('contoso/groundwork', (args, input) => answer(repository, args, input));
  });
  const set = (): void => apply(gitHub, REVIEWERS);

  it('are all made, so that nothing is left to say', () => {
    set();
    expect(check(gitHub, REVIEWERS)).toEqual([]);
    const { at } = repository;
    expect(at[`${REPOSITORY}/environments/production`]).toMatchObject({
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      protection_rules: [
        { type: 'required_reviewers', prevent_self_review: true, reviewers: [{ type: 'Team', reviewer: { id: 42 } }] },
      ],
    });
    expect(at[`${REPOSITORY}/environments/build/deployment-branch-policies`]).toMatchObject({
      branch_policies: [{ name: 'main', type: 'branch' }],
    });
    expect(at[`${REPOSITORY}/actions/permissions`]).toMatchObject({ sha_pinning_required: true });
  });

  it('stay as they are a second time, and nothing is made twice', () => {
    set();
    const before = structuredClone(repository.at);
    set();
    expect(repository.at).toEqual(before);
  });

  it('are only read by a check', () => {
    expect(check(gitHub, REVIEWERS)).toContain('ruleset main: there is none');
    expect(repository.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  it.each<[string, string, (is: never) => unknown, string]>([
    ['reviewers', 'environments/production', (is: object) => ({ ...is, protection_rules: [] }), 'nobody is asked'],
    [
      'self-review',
      'environments/production',
      (is: { protection_rules: object[] }) => ({
        ...is,
        protection_rules: is.protection_rules.map((rule) => ({ ...rule, prevent_self_review: false })),
      }),
      'who pushed may say yes to it',
    ],
    [
      'a way round for administrators',
      'environments/production',
      (is: object) => ({ ...is, can_admins_bypass: true }),
      'administrators may pass it by; untick that by hand',
    ],
    [
      'branches of production',
      'environments/production/deployment-branch-policies',
      () => ({ branch_policies: [{ name: 'main' }, { name: 'release/*' }] }),
      'environment production: branches: has {"name":"release/*","type":"branch"}, which is not wanted',
    ],
    [
      'every branch for the build',
      'environments/build',
      (is: object) => ({ ...is, deployment_branch_policy: null }),
      'environment build: jobs of every branch can have it',
    ],
    [
      'a variable',
      'environments/staging/variables',
      () => ({ variables: [] }),
      'environment staging: has no variable PUBLIC_URL; gh variable set PUBLIC_URL --env staging',
    ],
    [
      'a secret',
      'actions/secrets',
      () => ({ secrets: [{ name: 'AZURE_CREDENTIALS' }] }),
      'actions/secrets: keeps AZURE_CREDENTIALS; no workflow needs it',
    ],
    [
      'a secret of an environment',
      'environments/notify/secrets',
      () => ({ secrets: [{ name: 'SLACK_WEBHOOK' }] }),
      'environments/notify/secrets: keeps SLACK_WEBHOOK',
    ],
    [
      'an action more',
      'actions/permissions/selected-actions',
      (is: { patterns_allowed: string[] }) => ({ ...is, patterns_allowed: [...is.patterns_allowed, 'somebody/*'] }),
      'actions that may run.patterns_allowed: has "somebody/*", which is not wanted',
    ],
    [
      'tags for actions',
      'actions/permissions',
      (is: object) => ({ ...is, sha_pinning_required: false }),
      'actions.sha_pinning_required: wanted true, is false',
    ],
    [
      'somebody who may pass the rules by',
      'rulesets/7',
      (is: object) => ({
        ...is,
        bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
      }),
      'ruleset main.bypass_actors: has {"actor_id":5',
    ],
    [
      'one check less',
      'rulesets/7',
      (is: { rules: { type: string }[] }) => ({
        ...is,
        rules: is.rules.filter(({ type }) => type !== 'required_status_checks'),
      }),
      'ruleset main.rules: lacks {"type":"required_status_checks"',
    ],
    [
      'a team that is gone',
      'codeowners/errors',
      () => ({ errors: [{ line: 2, kind: 'Unknown owner' }] }),
      'CODEOWNERS, line 2: Unknown owner',
    ],
  ])('are seen to lack or to have too much: %s', (_, path, change, sentence) => {
    set();
    const { at } = repository;
    at[`${REPOSITORY}/${path}`] = change(at[`${REPOSITORY}/${path}`] as never);
    const faults = check(gitHub, REVIEWERS);
    expect(faults).toContainEqual(expect.stringContaining(sentence));
    expect(faults).toHaveLength(path.endsWith('/variables') ? 7 : 1);
  });

  it('have no reviewers where GitHub takes them and keeps none, and that is said', () => {
    repository.hasNoReviewers = true;
    set();
    expect(check(gitHub, REVIEWERS)).toEqual([
      'environment production: nobody is asked. A private repository has reviewers with GitHub Enterprise only',
    ]);
  });

  it('cannot be made without the rights, nor with a team that there is not', () => {
    repository.refuses = [`PATCH ${REPOSITORY}`];
    expect(set).toThrow('GitHub did not take repos/contoso/groundwork: gh: Must have admin rights');
    expect(reviewersId(gitHub, 'contoso/releasers')).toBe(REVIEWERS);
    expect(() => reviewersId(gitHub, 'contoso/nobody')).toThrow('There is no team contoso/nobody');
  });
});

describe('npm run repository', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'groundwork-repository-'));
    file = join(folder, 'state.json');
    symlinkSync(join(__dirname, 'stand-in-gh.mjs'), join(folder, 'gh'));
    writeFileSync(file, JSON.stringify({ calls: [], at: byHand() }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]): Promise<Ended> =>
    attempt(process.execPath, [join(root, 'tools/run.mjs'), join(root, 'tools/repository/main.ts'), ...args], '', {
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      STAND_IN_STATE: file,
    });
  const calls = (): string[] => (JSON.parse(readFileSync(file, 'utf8')) as Repository).calls;

  it('sets them by gh, and ends well', async () => {
    const ended = await run('contoso/groundwork', '--reviewers', 'contoso/releasers');
    expect(ended).toEqual({ code: 0, out: 'contoso/groundwork is set as it should be.\n', err: '' });
    expect(calls()).toContain(`POST ${REPOSITORY}/rulesets`);
  });

  it('ends badly with --check where something is to be set, and sets nothing', async () => {
    const { code, err } = await run('contoso/groundwork', '--reviewers', 'contoso/releasers', '--check');
    expect(code).toBe(1);
    expect(err).toMatch(/contoso\/groundwork: \d+ of its settings are not as they should be\.\n$/);
    expect(calls().filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  it.each([[[]], [['contoso/groundwork']], [['contoso', '--reviewers', 'contoso/releasers']], [['--force']]])(
    'shows how it goes for %j',
    async (args) => {
      const { code, err } = await run(...args);
      expect(code).toBe(1);
      expect(err).toContain('npm run repository -- OWNER/NAME');
    },
  );
});
