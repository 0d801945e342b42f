import { CannotStart } from '../cannot-start.ts';
import { differences } from './differences.ts';
import type { GitHub } from './github.ts';
import { ENVIRONMENTS, PLAIN_SETTINGS, RULESET, type WantedEnvironment } from './wanted.ts';

/** An environment as GitHub tells it. */
interface Environment {
  readonly can_admins_bypass?: boolean;
  readonly deployment_branch_policy?: { readonly custom_branch_policies: boolean } | null;
  readonly protection_rules?: readonly {
    readonly type: string;
    readonly prevent_self_review?: boolean;
    readonly reviewers?: readonly { readonly type: string; readonly reviewer: { readonly id: number } }[];
  }[];
}

/** Branches whose jobs may have an environment. */
const BRANCHES = [{ name: 'main', type: 'branch' }];

/** Who says yes to a production release: `ORGANISATION/TEAM`. */
export function reviewersId(gitHub: GitHub, team: string): number {
  const [organisation = '', slug = ''] = team.split('/');
  const found = gitHub.read(`/orgs/${organisation}/teams/${slug}`) as { readonly id: number } | undefined;
  if (!found) throw new CannotStart(`There is no team ${team}, or you may not see it.`);
  return found.id;
}

/** Sets everything that the API can set. */
export function apply(gitHub: GitHub, reviewers: number): void {
  for (const { path, method, wanted } of PLAIN_SETTINGS) gitHub.write(method, path, wanted);
  for (const { name, isReviewed } of ENVIRONMENTS) {
    gitHub.write('PUT', `environments/${name}`, {
      wait_timer: 0,
      prevent_self_review: isReviewed,
      reviewers: isReviewed ? [{ type: 'Team', id: reviewers }] : null,
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    if (branchesOf(gitHub, name).length === 0)
      gitHub.write('POST', `environments/${name}/deployment-branch-policies`, BRANCHES[0]);
  }
  const id = rulesetId(gitHub);
  if (id === undefined) gitHub.write('POST', 'rulesets', RULESET);
  else gitHub.write('PUT', `rulesets/${id}`, RULESET);
}

/** What is not as it should be, a sentence each. */
export function check(gitHub: GitHub, reviewers: number): string[] {
  return [
    ...PLAIN_SETTINGS.flatMap(({ title, path, wanted }) => differences(title, wanted, gitHub.read(path))),
    ...ENVIRONMENTS.flatMap((wanted) => environmentFaults(gitHub, wanted, reviewers)),
    ...rulesetFaults(gitHub),
    ...secretFaults(gitHub),
    ...ownerFaults(gitHub),
  ];
}

function environmentFaults(gitHub: GitHub, wanted: WantedEnvironment, reviewers: number): string[] {
  const title = `environment ${wanted.name}`;
  const is = gitHub.read(`environments/${wanted.name}`) as Environment | undefined;
  if (!is) return [`${title}: there is none`];
  const faults = differences(`${title}: branches`, BRANCHES, branchesOf(gitHub, wanted.name));
  if (is.deployment_branch_policy?.custom_branch_policies !== true)
    faults.push(`${title}: jobs of every branch can have it`);
  const rule = is.protection_rules?.find(({ type }) => type === 'required_reviewers');
  const ids = rule?.reviewers?.map(({ reviewer }) => reviewer.id) ?? [];
  if (wanted.isReviewed) {
    if (!ids.includes(reviewers))
      faults.push(`${title}: nobody is asked. A private repository has reviewers with GitHub Enterprise only`);
    if (rule && rule.prevent_self_review !== true) faults.push(`${title}: who pushed may say yes to it`);
    if (is.can_admins_bypass !== false)
      faults.push(`${title}: administrators may pass it by; untick that by hand, for the API cannot`);
  } else if (ids.length > 0) faults.push(`${title}: it waits for somebody, and nobody should have to`);
  const { variables = [] } = (gitHub.read(`environments/${wanted.name}/variables?per_page=100`) ?? {}) as {
    readonly variables?: readonly { readonly name: string }[];
  };
  const names = variables.map(({ name }) => name);
  return [
    ...faults,
    ...wanted.variables
      .filter((name) => !names.includes(name))
      .map((name) => `${title}: has no variable ${name}; gh variable set ${name} --env ${wanted.name} --body ...`),
  ];
}

function branchesOf(gitHub: GitHub, environment: string): readonly object[] {
  const { branch_policies: branches = [] } = (gitHub.read(`environments/${environment}/deployment-branch-policies`) ??
    {}) as { readonly branch_policies?: readonly { readonly name: string; readonly type?: string }[] };
  return branches.map(({ name, type = 'branch' }) => ({ name, type }));
}

function rulesetId(gitHub: GitHub): number | undefined {
  const all = (gitHub.read('rulesets?per_page=100') ?? []) as readonly { readonly id: number; readonly name: string }[];
  return all.find(({ name }) => name === RULESET.name)?.id;
}

function rulesetFaults(gitHub: GitHub): string[] {
  const id = rulesetId(gitHub);
  if (id === undefined) return [`ruleset ${RULESET.name}: there is none`];
  return differences(`ruleset ${RULESET.name}`, RULESET, gitHub.read(`rulesets/${id}`));
}

/** Jobs prove who they are by OIDC: a secret that is kept is one that leaks. */
function secretFaults(gitHub: GitHub): string[] {
  const places = ['actions/secrets', ...ENVIRONMENTS.map(({ name }) => `environments/${name}/secrets`)];
  return places.flatMap((path) => {
    const { secrets = [] } = (gitHub.read(`${path}?per_page=100`) ?? {}) as {
      readonly secrets?: readonly { readonly name: string }[];
    };
    return secrets.map(({ name }) => `${path}: keeps ${name}; no workflow needs it, remove it`);
  });
}

function ownerFaults(gitHub: GitHub): string[] {
  const { errors = [] } = (gitHub.read('codeowners/errors') ?? {}) as {
    readonly errors?: readonly { readonly line: number; readonly kind: string }[];
  };
  return errors.map(({ line, kind }) => `CODEOWNERS, line ${line}: ${kind}`);
}
