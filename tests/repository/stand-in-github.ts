import type { Ended } from '../../tools/repository/github.ts';

/** What a repository is set to, by the path of the API that tells it. */
export interface Repository {
  readonly calls: string[];
  readonly at: Record<string, unknown>;
  /** Calls for which one must be an administrator, and is not. */
  refuses?: readonly string[];
  /** Whether the plan has no reviewers: GitHub then takes them, and keeps none. */
  hasNoReviewers?: boolean;
}

interface WrittenEnvironment {
  readonly deployment_branch_policy: object | null;
  readonly prevent_self_review: boolean;
  readonly reviewers: readonly { readonly type: string; readonly id: number }[] | null;
}

/**
 * Stands in for `gh api`: keeps what is written and tells it as GitHub does. Environments and rulesets come back in other
 * shapes than they were sent in, as its REST API documents.
 */
export function answer(repository: Repository, args: readonly string[], input: string): Ended {
  const [api, header, version, flag, method = '', address = ''] = args;
  if (`${api} ${header} ${version} ${flag}` !== 'api --header X-GitHub-Api-Version: 2022-11-28 --method')
    return failed(`unknown command: ${args.join(' ')}`);
  const [path = ''] = address.split('?');
  if (repository.refuses?.includes(`${method} ${path}`))
    return failed('gh: Must have admin rights to Repository. (HTTP 403)');
  repository.calls.push(`${method} ${path}`);
  if (method === 'GET') {
    const found = repository.at[path];
    return found === undefined ? failed('gh: Not Found (HTTP 404)') : succeeded(found);
  }
  repository.at[path] = written(repository, path, JSON.parse(input) as object, method);
  return succeeded({});
}

function written(repository: Repository, path: string, body: object, method: string): unknown {
  const before = repository.at[path] as object | undefined;
  if (/\/environments\/[^/]+$/.test(path))
    return {
      can_admins_bypass: true,
      ...before,
      ...told(body as WrittenEnvironment, repository.hasNoReviewers === true),
    };
  if (path.endsWith('/deployment-branch-policies')) {
    const { branch_policies = [] } = (before ?? {}) as { branch_policies?: object[] };
    return { branch_policies: [...branch_policies, { id: 1, ...body }] };
  }
  if (path.endsWith('/rulesets') && method === 'POST') {
    repository.at[`${path}/7`] = { id: 7, source_type: 'Repository', ...body };
    return [{ id: 7, name: (body as { name: string }).name }];
  }
  return { ...before, ...body };
}

function told({ deployment_branch_policy, prevent_self_review, reviewers }: WrittenEnvironment, keepsNone: boolean) {
  const kept = keepsNone ? [] : (reviewers ?? []).map(({ type, id }) => ({ type, reviewer: { id } }));
  const rule = { type: 'required_reviewers', prevent_self_review, reviewers: kept };
  return { deployment_branch_policy, protection_rules: kept.length > 0 ? [rule] : [] };
}

const succeeded = (found: unknown): Ended => ({ status: 0, stdout: JSON.stringify(found), stderr: '' });
const failed = (stderr: string): Ended => ({ status: 1, stdout: '', stderr });
