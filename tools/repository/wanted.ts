/**
 * What the repository on GitHub must be set to, which no file of it can say. `npm run repository` sets it and `-- --check`
 * compares it; docs/pipeline.md tells why.
 */

/** Jobs that every change must have passed, by the names that GitHub shows. */
export const REQUIRED_CHECKS = [
  'Format, lint, types, layers, tests',
  'Redis, clients, load, nginx, random requests, browser',
  'Chart and workflows',
  'Images',
  'Known holes in gateway',
  'Known holes in chat',
  'Known holes in ingestion',
  'Known holes in local-azure',
  'On a cluster',
  'javascript-typescript',
  'actions',
  'python',
] as const;

/** Actions beside GitHub's own that workflows may use; `setup-trivy` is what `trivy-action` itself uses. */
export const ALLOWED_ACTIONS = [
  'aquasecurity/setup-trivy@*',
  'aquasecurity/trivy-action@*',
  'azure/login@*',
  'sigstore/cosign-installer@*',
] as const;

/** One environment of the pipeline: an identity on Azure of its own, which only jobs from `main` can have. */
export interface WantedEnvironment {
  readonly name: string;
  /** Whether somebody must say yes, who is not who pushed. */
  readonly isReviewed: boolean;
  /** Variables that its jobs read; their values are yours. None of them is a secret. */
  readonly variables: readonly string[];
}

const IDENTITY = ['AZURE_CLIENT_ID', 'AZURE_SUBSCRIPTION_ID', 'AZURE_TENANT_ID'];
const INSTALLATION = [...IDENTITY, 'CLUSTER', 'KEY_VAULT', 'PUBLIC_URL', 'RESOURCE_GROUP'];

export const ENVIRONMENTS: readonly WantedEnvironment[] = [
  { name: 'build', isReviewed: false, variables: [...IDENTITY, 'REGISTRY'] },
  { name: 'notify', isReviewed: false, variables: [...IDENTITY, 'KEY_VAULT'] },
  { name: 'production', isReviewed: true, variables: [...INSTALLATION, 'REGISTRY', 'STAGING_REGISTRY'] },
  { name: 'staging', isReviewed: false, variables: INSTALLATION },
];

/** Who may merge what into `main`. */
export const RULESET = {
  name: 'main',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    { type: 'required_linear_history' },
    {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: true,
        require_last_push_approval: true,
        required_review_thread_resolution: true,
      },
    },
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: REQUIRED_CHECKS.map((context) => ({ context })),
      },
    },
  ],
} as const;

/** Settings that one call reads and one call writes. The path is below `repos/OWNER/NAME`. */
export interface PlainSetting {
  readonly title: string;
  readonly path: string;
  readonly method: 'PATCH' | 'PUT';
  readonly wanted: Readonly<Record<string, unknown>>;
}

export const PLAIN_SETTINGS: readonly PlainSetting[] = [
  {
    title: 'repository',
    path: '',
    method: 'PATCH',
    wanted: {
      default_branch: 'main',
      allow_merge_commit: false,
      allow_rebase_merge: false,
      allow_squash_merge: true,
      delete_branch_on_merge: true,
      security_and_analysis: {
        secret_scanning: { status: 'enabled' },
        secret_scanning_push_protection: { status: 'enabled' },
      },
    },
  },
  {
    title: 'actions',
    path: 'actions/permissions',
    method: 'PUT',
    wanted: { enabled: true, allowed_actions: 'selected', sha_pinning_required: true },
  },
  {
    title: 'actions that may run',
    path: 'actions/permissions/selected-actions',
    method: 'PUT',
    wanted: { github_owned_allowed: true, verified_allowed: false, patterns_allowed: ALLOWED_ACTIONS },
  },
  {
    title: "workflows' own token",
    path: 'actions/permissions/workflow',
    method: 'PUT',
    wanted: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
  },
];
