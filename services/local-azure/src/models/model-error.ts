import type { Fault } from '../faults/fault-desk.js';

/** An answer in OpenAI's error object. `message` tells the caller what to do; it shows nothing of the prompt. */
export class ModelError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string | null,
    message: string,
    readonly details: {
      readonly type?: string | null;
      readonly param?: string | null;
      readonly headers?: Readonly<Record<string, string>>;
      readonly more?: object;
    } = {},
  ) {
    super(message);
    this.name = new.target.name;
  }

  /** The body, in the shape of Azure OpenAI. */
  toBody(): object {
    const {
      type = this.statusCode < 500 ? 'invalid_request_error' : 'server_error',
      param = null,
      more = {},
    } = this.details;
    return { error: { message: this.message, type, param, code: this.code, ...more } };
  }
}

/** What is wrong with the request, at which field. */
export const badRequest = (param: string | null, message: string, code: string | null = null): ModelError =>
  new ModelError(400, code, message, { param });

export const unknownDeployment = (): ModelError =>
  new ModelError(
    404,
    'DeploymentNotFound',
    'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again. GET /openai/v1/models lists the deployments of local Azure.',
    { type: null },
  );

const STATUS_SENTENCES: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: [
    '401',
    'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
  ],
  408: ['Timeout', 'The operation was timeout.'],
  500: ['InternalServerError', 'The server had an error while processing your request. Sorry about that!'],
  503: ['ServiceUnavailable', 'The service is temporarily unable to process your request. Please try again later.'],
};

/** The error body that Azure OpenAI sends with a status, for a fault that was ordered. */
export function orderedFault(fault: Extract<Fault, { kind: 'status' }>, operation: string): ModelError {
  const { status, retryAfterMs, retryAfterSeconds } = fault;
  const seconds = retryAfterSeconds ?? (retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000));
  const headers = {
    ...(retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }),
    ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
  };
  if (status === 429) {
    const wait = seconds === undefined ? 'Please retry later.' : `Please retry after ${seconds} seconds.`;
    const message = `Requests to the ${operation} Operation under Azure OpenAI API have exceeded call rate limit of your current pricing tier. ${wait}`;
    return new ModelError(429, '429', message, { type: null, headers });
  }
  const [code, message] = STATUS_SENTENCES[status] ?? [
    String(status),
    'The request failed because a test ordered this fault.',
  ];
  return new ModelError(status, code, message, { type: null, headers });
}

/** A prompt that the content filter refuses, as Azure words it. */
export const promptFiltered = (): ModelError =>
  new ModelError(
    400,
    'content_filter',
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
    {
      type: null,
      param: 'prompt',
      more: {
        status: 400,
        innererror: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_result: {
            hate: { filtered: false, severity: 'safe' },
            jailbreak: { filtered: true, detected: true },
            self_harm: { filtered: false, severity: 'safe' },
            sexual: { filtered: false, severity: 'safe' },
            violence: { filtered: false, severity: 'safe' },
          },
        },
      },
    },
  );
