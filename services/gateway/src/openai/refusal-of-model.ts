import type { Deployment } from '@shared/models';
import { errorObject, type ErrorObject, type FilterResults } from './error-object.js';

/** Sentence of a prompt that the provider's filter refused, in place of the provider's own with its links. */
const FILTERED = "The model provider's content filter blocked this request; ask it in other words.";
/** Sentence where the model says none. */
const REFUSED = 'The model does not take this request; check its parameters.';
/** What of a category's finding is told. */
const TOLD = ['filtered', 'severity', 'detected'] as const;

/**
 * What a client is told of a 4xx of a model: its message, type, parameter and code, without names of ours.
 * A filtered prompt keeps its code; what the filter found, by category, only for who asks.
 */
export function refusalOf(
  status: number,
  body: string,
  deployment: Deployment,
  options: { readonly tellsFilter: boolean },
): ErrorObject {
  const given = errorIn(body);
  const code = word(given['code']);
  if (code === 'content_filter') {
    const { error } = errorObject(status, code, FILTERED);
    const results = options.tellsFilter ? filterResults(given) : undefined;
    return {
      error: { ...error, param: word(given['param']), ...(results ? { content_filter_results: results } : {}) },
    };
  }
  const { error } = errorObject(status, code ?? 'model_rejected_request', word(given['message']) ?? REFUSED);
  return {
    error: {
      ...error,
      message: withoutNames(error.message, deployment),
      type: word(given['type']) ?? error.type,
      param: word(given['param']),
    },
  };
}

/** A message of a model without addresses, and with the public name where it uses the deployment's own. */
export function withoutNames(message: string, { deployment, model, endpoint }: Deployment): string {
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
  return message
    .replace(/https?:\/\/[^\s"')]+/g, '[address]')
    .replaceAll(host, '[address]')
    .replaceAll(deployment, model);
}

function errorIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed = JSON.parse(body) as unknown;
    return isRecord(parsed) && isRecord(parsed['error']) ? parsed['error'] : {};
  } catch {
    return {};
  }
}

/** Azure writes it `innererror.content_filter_result` here, `inner_error.content_filter_results` there. */
function filterResults(error: Readonly<Record<string, unknown>>): FilterResults | undefined {
  const inner = error['innererror'] ?? error['inner_error'];
  if (!isRecord(inner)) return undefined;
  const found = inner['content_filter_result'] ?? inner['content_filter_results'];
  if (!isRecord(found)) return undefined;
  return Object.fromEntries(
    Object.entries(found).flatMap(([category, finding]) => (isRecord(finding) ? [[category, told(finding)]] : [])),
  );
}

const told = (finding: Readonly<Record<string, unknown>>): Record<string, string | boolean> =>
  Object.fromEntries(
    TOLD.flatMap((name) => {
      const value = finding[name];
      return typeof value === 'boolean' || typeof value === 'string' ? [[name, value]] : [];
    }),
  );

const word = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
