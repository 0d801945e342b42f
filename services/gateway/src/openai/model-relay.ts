import type { Readable } from 'node:stream';
import type { KnownCaller } from '../ports/caller-identity.port.js';
import { NoDeployment, OPERATIONS, type ModelPool, type Operation, type Preference } from '@shared/models';
import { callerKey } from '../limits/caller-key.js';
import type { Affinity } from './affinity.js';
import { bodyFor, expectedTokens, type Asked } from './asked.js';
import type { AudioForm } from './audio-form.js';
import type { ModelAnswer, ModelCalls, ModelRequest } from './model-calls.js';
import type { ResponseHomes } from './response-homes.js';

/** How a client wants its call made. */
export interface ClientWishes {
  readonly caller: KnownCaller;
  /** Aborts when the client leaves. */
  readonly gone: AbortSignal;
  /** Its `Cookie` header. */
  readonly cookies: string | undefined;
  readonly session: string | undefined;
  readonly tellsFilter: boolean;
}

/** An answer with its headers, for the client. */
export interface RelayedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
}

/** Where headers of an error are put before it is thrown. */
export interface ErrorHeaders {
  header(name: string, value: string): unknown;
}

const JSON_HEADERS = { 'content-type': 'application/json' } as const;
/** Longest answer that a transcription is expected to be, in tokens, for the quota. */
const TRANSCRIPT_TOKENS = 1_000;

/** Decides for each call which deployment it would rather have, and tells the client who answered. */
export class ModelRelay {
  constructor(
    private readonly pool: ModelPool,
    private readonly calls: ModelCalls,
    private readonly affinity: Affinity,
    private readonly homes: ResponseHomes,
    /** Azure's chunks are made to look as OpenAI's. */
    private readonly isClean: boolean,
  ) {}

  /** @throws the errors of {@link ModelCalls.call}; who failed last is in the headers by then. */
  json(operation: Operation, asked: Asked, wishes: ClientWishes, onError: ErrorHeaders): Promise<RelayedAnswer> {
    const call: ModelRequest = {
      ...this.common(operation, asked.model, wishes),
      requestBytes: asked.bytes,
      maxOutputTokens: asked.maxOutputTokens,
      expectedTokens: expectedTokens(asked),
      headersFor: () => JSON_HEADERS,
      body: (deployment) => bodyFor(operation, asked, deployment),
      isStream: asked.isStream,
      wantsUsage: asked.wantsUsage,
      prefers: this.preference(asked.model, wishes, asked.previousResponseId),
    };
    return this.answered(call, wishes, onError);
  }

  /** A transcription. @throws as {@link json} */
  form(
    form: AudioForm,
    model: string,
    isStream: boolean,
    wishes: ClientWishes,
    onError: ErrorHeaders,
  ): Promise<RelayedAnswer> {
    const call: ModelRequest = {
      ...this.common('audio/transcriptions', model, wishes),
      requestBytes: form.bytes,
      maxOutputTokens: undefined,
      expectedTokens: TRANSCRIPT_TOKENS,
      headersFor: (deployment) => form.headersFor(deployment),
      body: (deployment) => form.bodyFor(deployment),
      isStream,
      wantsUsage: true,
      prefers: this.preference(model, wishes, undefined),
    };
    return this.answered(call, wishes, onError);
  }

  private common(operation: Operation, model: string, { caller, tellsFilter, gone }: ClientWishes) {
    return { operation, model, caller, tellsFilter, isClean: this.isClean, signal: gone };
  }

  private async answered(call: ModelRequest, wishes: ClientWishes, onError: ErrorHeaders): Promise<RelayedAnswer> {
    try {
      const answer = await this.calls.call(call);
      if (call.operation === 'responses' && answer.deployment)
        this.homes.note(wishes.caller, answer.head, answer.deployment.name);
      return { status: answer.status, headers: this.headersOf(answer, call, wishes), body: answer.body };
    } catch (error) {
      if (error instanceof NoDeployment && error.deploymentName !== undefined)
        onError.header('x-error-backend-instance', error.deploymentName);
      throw error;
    }
  }

  private headersOf(
    { status, contentType, deployment }: ModelAnswer,
    { model, operation }: ModelRequest,
    { caller, cookies }: ClientWishes,
  ): Record<string, string> {
    const headers: Record<string, string> = { 'content-type': contentType };
    if (!deployment) return headers;
    headers[status >= 400 ? 'x-error-backend-instance' : 'x-served-by-instance'] = deployment.name;
    const hasChoice = this.pool.group(model, OPERATIONS[operation]).length > 1;
    if (status < 400 && hasChoice && this.affinity.pinIn(cookies, caller, model) !== deployment.name)
      headers['set-cookie'] = this.affinity.cookieFor(caller, model, deployment.name);
    return headers;
  }

  private preference(model: string, wishes: ClientWishes, previousResponseId: string | undefined): Preference {
    const { caller, cookies, session } = wishes;
    const home = previousResponseId === undefined ? undefined : this.homes.of(caller, previousResponseId);
    if (home !== undefined) return { pin: home, isStrict: true };
    return {
      pin: this.affinity.pinIn(cookies, caller, model),
      session: session === undefined ? undefined : `${callerKey(caller)} ${session}`,
    };
  }
}
