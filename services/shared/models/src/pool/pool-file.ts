import { readFileSync } from 'node:fs';
import { ConfigError } from '@shared/config';
import { z } from 'zod';
import { isAzure } from './credentials.js';
import { CAPABILITIES, type Deployment, type DeploymentAuth } from './deployment.js';

/** Calls under way at once at a deployment that names no cap: far above what one replica sends, below what hurts it. */
const MAX_CONCURRENT = 1_000;
/** The classic API's last version that is generally available. */
const API_VERSION = '2024-10-21';

/** How a deployment lets us in: a key from a variable or a file, never written here; or a token of the pod's identity. */
const authSchema = z.union([
  z.strictObject({ keyEnv: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable') }),
  z.strictObject({ keyFile: z.string().min(1) }),
  z.strictObject({ token: z.literal(true), scope: z.string().min(1).optional() }),
  z.literal('none'),
]);

const deploymentSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, '1 to 64 letters, digits, ".", "_" and "-"'),
  endpoint: z.url({ protocol: /^https?$/ }),
  pathStyle: z.enum(['v1', 'dated']).default('v1'),
  apiVersion: z.string().min(1).default(API_VERSION),
  /** Default: `model`. */
  deployment: z.string().min(1).max(200).optional(),
  model: z.string().min(1).max(200),
  modelVersion: z.string().min(1).optional(),
  capability: z.enum(CAPABILITIES),
  priority: z.int().min(1).max(100).default(1),
  weight: z.int().min(1).max(1_000).default(1),
  auth: authSchema,
  tokensPerMinute: z.int().min(1).optional(),
  maxConcurrent: z.int().min(1).max(100_000).default(MAX_CONCURRENT),
  timeoutMs: z.int().min(100).max(600_000).optional(),
  tellsUsage: z.boolean().default(true),
});

const fileSchema = z.strictObject({ deployments: z.array(deploymentSchema).min(1).max(200) });

/** What a file of deployments is read with. */
export interface PoolFileSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tokenScope: string;
  readonly timeoutMs: number;
}

/**
 * Reads the deployments of `MODEL_DEPLOYMENTS_FILE`.
 * @throws {ConfigError} naming the entry and the field; never a key.
 */
export function readPoolFile(path: string, surroundings: PoolFileSurroundings): Deployment[] {
  const parsed = fileSchema.safeParse(jsonOf(path));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
    throw new ConfigError(`MODEL_DEPLOYMENTS_FILE does not fit: ${faults.join('; ')}. See docs/models.md.`);
  }
  const found = parsed.data.deployments.map((entry) => ({
    ...entry,
    endpoint: endpointOf(entry.endpoint, entry.pathStyle),
    deployment: entry.deployment ?? entry.model,
    modelVersion: entry.modelVersion,
    tokensPerMinute: entry.tokensPerMinute,
    timeoutMs: entry.timeoutMs ?? surroundings.timeoutMs,
    auth: authOf(entry.name, entry.endpoint, entry.auth, surroundings),
  }));
  checkTogether(found);
  return found;
}

function jsonOf(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`MODEL_DEPLOYMENTS_FILE: ${path} cannot be read; check the path and its permissions.`, {
      cause,
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(`MODEL_DEPLOYMENTS_FILE: ${path} is not JSON. See docs/models.md for an example.`);
  }
}

/** People give the resource's address or the whole base; both mean the same. */
export function endpointOf(given: string, pathStyle: Deployment['pathStyle']): string {
  const url = given.replace(/\/+$/, '');
  if (pathStyle === 'dated') return url.replace(/\/openai(\/v1|\/deployments.*)?$/, '');
  return isAzure(url) && new URL(url).pathname === '/' ? `${url}/openai/v1` : url;
}

function authOf(
  name: string,
  endpoint: string,
  auth: z.infer<typeof authSchema>,
  { env, tokenScope }: PoolFileSurroundings,
): DeploymentAuth {
  if (auth === 'none') return { kind: 'none' };
  if ('token' in auth) {
    if (!isAzure(endpoint))
      throw new ConfigError(
        `Deployment "${name}": a token of the identity is sent to Azure hosts only; give it a key.`,
      );
    return { kind: 'token', scope: auth.scope ?? tokenScope };
  }
  const key = 'keyEnv' in auth ? env[auth.keyEnv] : keyIn(name, auth.keyFile);
  if (!key?.trim()) {
    const place = 'keyEnv' in auth ? `the variable ${auth.keyEnv}` : `the file ${auth.keyFile}`;
    throw new ConfigError(`Deployment "${name}": ${place} holds no key.`);
  }
  return { kind: 'key', key: key.trim() };
}

function keyIn(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`Deployment "${name}": its key file ${path} cannot be read.`);
  }
}

/** What no single entry shows: names are unique, and stand-ins really stand in for each other. */
function checkTogether(deployments: readonly Deployment[]): void {
  const names = new Set<string>();
  const versions = new Map<string, string | undefined>();
  for (const { name, model, capability, modelVersion } of deployments) {
    if (names.has(name)) throw new ConfigError(`MODEL_DEPLOYMENTS_FILE: two deployments are named "${name}".`);
    names.add(name);
    const key = `${capability} ${model}`;
    if (versions.has(key) && versions.get(key) !== modelVersion)
      throw new ConfigError(
        `MODEL_DEPLOYMENTS_FILE: deployments of "${model}" have different versions, so that they cannot stand in for each other; give each version a model name of its own.`,
      );
    versions.set(key, modelVersion);
  }
}
