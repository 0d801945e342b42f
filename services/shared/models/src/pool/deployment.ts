/** What a deployment can do. One entry of the pool does one of them. */
export const CAPABILITIES = ['chat', 'embedding', 'transcription', 'speech', 'realtime'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** How a deployment is let in. A key is kept out of everything that is printed. */
export type DeploymentAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string }
  /** The pod's identity asks for a token of this scope; to Azure hosts only. */
  | { readonly kind: 'token'; readonly scope: string };

/** One model deployment. Its `name` is public: it stands in headers, metrics and cookies. */
export interface Deployment {
  /** Letters, digits, `.`, `_` and `-`; unique in the pool. */
  readonly name: string;
  /** Base address without a trailing slash: what `/chat/completions` is added to (`v1`), or the resource (`dated`). */
  readonly endpoint: string;
  /** `v1`: OpenAI's paths, the model in the body. `dated`: Azure's classic paths, the deployment in the path. */
  readonly pathStyle: 'v1' | 'dated';
  /** `api-version` of `dated` paths. */
  readonly apiVersion: string;
  /** The deployment's own name at its endpoint. */
  readonly deployment: string;
  /** The model that clients ask for by this name. Deployments of the same model and version stand in for each other. */
  readonly model: string;
  readonly modelVersion: string | undefined;
  readonly capability: Capability;
  /** 1 is tried first; a higher number only when nothing below it is free. Provisioned throughput before standard. */
  readonly priority: number;
  /** Share of the calls within its priority. */
  readonly weight: number;
  readonly auth: DeploymentAuth;
  /** Quota in tokens a minute, as far as it is known: used up, the deployment is left alone while others have room. */
  readonly tokensPerMinute: number | undefined;
  /** Calls under way at once. */
  readonly maxConcurrent: number;
  /** Longest wait for the first byte of an answer and for each next one, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether streams are asked to tell their usage, which not every OpenAI-compatible server takes. */
  readonly tellsUsage: boolean;
}

/** Parts of the API that the pool calls, by what a deployment must be able to do. */
export const OPERATIONS = {
  'chat/completions': 'chat',
  responses: 'chat',
  embeddings: 'embedding',
  'audio/transcriptions': 'transcription',
  'audio/speech': 'speech',
  realtime: 'realtime',
} as const satisfies Record<string, Capability>;
export type Operation = keyof typeof OPERATIONS;

/** The address of an operation of a deployment. */
export function urlOf({ endpoint, pathStyle, deployment, apiVersion }: Deployment, operation: Operation): string {
  const name = encodeURIComponent(deployment);
  if (operation === 'realtime') {
    const socket = endpoint.replace(/^http/, 'ws');
    // An api-version on the v1 address is answered with 401 (Azure's documents of 2026-02-23).
    return pathStyle === 'v1'
      ? `${socket}/realtime?model=${name}`
      : `${socket}/openai/realtime?api-version=${encodeURIComponent(apiVersion)}&deployment=${name}`;
  }
  if (pathStyle === 'v1') return `${endpoint}/${operation}`;
  // The one operation whose classic path names no deployment: it is in the body.
  const path = operation === 'responses' ? 'responses' : `deployments/${name}/${operation}`;
  return `${endpoint}/openai/${path}?api-version=${encodeURIComponent(apiVersion)}`;
}

/** The address that lists what there is: a call that costs no token. */
export const modelsUrlOf = ({ endpoint, pathStyle, apiVersion }: Deployment): string =>
  pathStyle === 'v1' ? `${endpoint}/models` : `${endpoint}/openai/models?api-version=${encodeURIComponent(apiVersion)}`;
