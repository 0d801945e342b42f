import { askedWaitMs } from './asked-wait.js';
import { AnswerPieces, BrokenAnswer } from './answer-pieces.js';
import { readPreamble, readWhole, type AnswerStart } from './answer-start.js';
import type { Credentials } from './credentials.js';
import { modelsUrlOf, urlOf } from './deployment.js';
import type { StreamError } from './frame-kind.js';
import type { PoolCall, PoolReply } from './pool-call.js';
import type { AttemptOutcome, Seat } from './seat.js';
import type { Transport, TransportReply } from './transport.js';

/** Bodies up to this size are read whole before anything of them is passed on, bytes. */
const WHOLE_MAX_BYTES = 8 * 1024 * 1024;
/** Longest error body that is looked at, bytes. */
const ERROR_MAX_BYTES = 64 * 1024;

/** What became of one attempt. Everything but a reply may be tried elsewhere. */
export type AttemptResult =
  | { readonly kind: 'reply'; readonly reply: Omit<PoolReply, 'deployment' | 'failedOver'> }
  | { readonly kind: 'throttled' | 'refused' | 'fault'; readonly cause: unknown };

/** One attempt at one deployment: sends, waits until the answer counts, and tells the seat how it went. */
export class Attempt {
  constructor(
    private readonly transport: Transport,
    readonly credentials: Credentials,
  ) {}

  /** @throws `call.signal.reason` once it aborts; whatever making the body throws. */
  async run(call: PoolCall, seat: Seat): Promise<AttemptResult> {
    try {
      return await this.sent(call, seat, true);
    } catch (error) {
      seat.release();
      throw error;
    }
  }

  /** Lists the deployment's models. */
  async probe(seat: Seat, timeoutMs: number): Promise<AttemptOutcome> {
    const { deployment } = seat.state;
    try {
      const headers = await this.credentials.headersFor(deployment);
      const { status, body } = await this.transport.send({
        url: modelsUrlOf(deployment),
        method: 'GET',
        headers,
        body: null,
        timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      body.on('error', () => undefined).resume();
      return lookedAt(seat, status);
    } catch (error) {
      seat.faulted(this.transport.isConnectError(error));
      return 'fault';
    } finally {
      seat.release();
    }
  }

  private async sent(call: PoolCall, seat: Seat, mayRepeat: boolean): Promise<AttemptResult> {
    const { deployment } = seat.state;
    let letIn: Record<string, string>;
    try {
      letIn = await this.credentials.headersFor(deployment);
    } catch (cause) {
      seat.refused();
      seat.release();
      return { kind: 'refused', cause };
    }
    const content = call.body(deployment);
    let reply: TransportReply;
    try {
      reply = await this.transport.send({
        url: urlOf(deployment, call.operation),
        method: 'POST',
        headers: { ...call.headers, ...call.headersFor?.(deployment), ...letIn },
        body: content,
        timeoutMs: deployment.timeoutMs,
        signal: call.signal,
      });
    } catch (cause) {
      call.signal.throwIfAborted();
      // A kept connection that was closed just as it was used says nothing about the deployment: once more.
      if (mayRepeat && this.transport.isBrokenConnection(cause)) return this.sent(call, seat, false);
      return this.failed(seat, cause);
    }
    return this.received(call, seat, reply);
  }

  private async received(
    call: PoolCall,
    seat: Seat,
    { status, headers, body }: TransportReply,
  ): Promise<AttemptResult> {
    const pieces = new AnswerPieces(body);
    try {
      if (status >= 400) return await this.notOk(seat, status, headers, pieces);
      const isEvents = call.isStream && String(headers['content-type'] ?? '').startsWith('text/event-stream');
      const start = isEvents
        ? await inTime(readPreamble(pieces), seat.state.deployment.timeoutMs, pieces)
        : await startOf(call, pieces);
      if (start.error) return this.failedInStream(seat, start.error, pieces);
      return this.committed(call, seat, { status, headers, body }, start, pieces);
    } catch (cause) {
      pieces.destroy();
      call.signal.throwIfAborted();
      return this.failed(seat, cause);
    }
  }

  /** From here on the client has this deployment's answer, whatever becomes of it. */
  private committed(
    call: PoolCall,
    seat: Seat,
    { status, headers, body }: TransportReply,
    start: AnswerStart,
    pieces: AnswerPieces,
  ): AttemptResult {
    seat.answered();
    if (start.isWhole) seat.release();
    else {
      body.once('error', () => {
        if (!call.signal.aborted) seat.faulted();
      });
      body.once('close', () => seat.release());
      body.once('end', () => seat.release());
    }
    const rest = start.isWhole ? undefined : pieces;
    return { kind: 'reply', reply: { status, headers, head: start.head, rest, brokeOff: () => seat.faulted() } };
  }

  private async notOk(
    seat: Seat,
    status: number,
    headers: TransportReply['headers'],
    body: AnswerPieces,
  ): Promise<AttemptResult> {
    const { head } = await readWhole(body, ERROR_MAX_BYTES);
    body.destroy();
    const text = Buffer.concat(head).toString('utf8');
    const outcome = judge(seat, status, errorCode(text), askedWaitMs(headers, Date.now()));
    seat.release();
    if (outcome === 'answered') {
      return { kind: 'reply', reply: { status, headers, head, rest: undefined, brokeOff: () => undefined } };
    }
    return {
      kind: outcome === 'left' ? 'fault' : outcome,
      cause: new BrokenAnswer(`the deployment answered ${status}`),
    };
  }

  /** A stream that began with 200 and says that it failed: a refusal of the prompt, or a fault like any other. */
  private failedInStream(seat: Seat, error: StreamError, body: AnswerPieces): AttemptResult {
    body.destroy();
    if (error.code === 'content_filter' || error.type === 'invalid_request_error') {
      seat.answered();
      seat.release();
      const head = [Buffer.from(JSON.stringify({ error }))];
      const headers = { 'content-type': 'application/json' };
      return { kind: 'reply', reply: { status: 400, headers, head, rest: undefined, brokeOff: () => undefined } };
    }
    const cause = new BrokenAnswer(
      `the stream failed before its first word (${error.code ?? error.type ?? 'no code'})`,
    );
    if (error.code === '429' || error.code === 'rate_limit_exceeded') {
      seat.throttled(askedWaitMs({}, Date.now()));
      seat.release();
      return { kind: 'throttled', cause };
    }
    return this.failed(seat, cause);
  }

  private failed(seat: Seat, cause: unknown): AttemptResult {
    seat.faulted(this.transport.isConnectError(cause));
    seat.release();
    return { kind: 'fault', cause };
  }
}

/** Speech commits at its first byte; other bodies are read whole, so that a broken one can be had elsewhere. */
const startOf = (call: PoolCall, body: AnswerPieces): Promise<AnswerStart> =>
  readWhole(body, call.operation === 'audio/speech' ? 0 : WHOLE_MAX_BYTES);

/** Moves the gates by the status of an answer. */
export function judge(seat: Seat, status: number, code: string | undefined, waitMs: number): AttemptOutcome {
  if (status === 429) {
    seat.throttled(waitMs);
    return 'throttled';
  }
  if (status === 401 || status === 403 || (status === 404 && isOurMistake(code))) {
    seat.refused();
    return 'refused';
  }
  if (status === 408 || status >= 500) {
    seat.faulted();
    return 'fault';
  }
  seat.answered();
  return 'answered';
}

/**
 * What a look shows. Only whether somebody is there moves the gates: a server that lists no models may answer all
 * the same, and who may not list them may still be let in.
 */
function lookedAt(seat: Seat, status: number): AttemptOutcome {
  if (status >= 500) {
    seat.faulted();
    return 'fault';
  }
  seat.answered();
  if (status === 429) return 'throttled';
  return status === 401 || status === 403 ? 'refused' : 'answered';
}

/** A 404 of the address or the deployment is our configuration; one of a thing the client names is the client's. */
const isOurMistake = (code: string | undefined): boolean =>
  code === undefined || code === '404' || code === 'DeploymentNotFound' || code === 'model_not_found';

function errorCode(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as { error?: { code?: unknown } } | null;
    const code = body?.error?.code;
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}

/** A preamble of keep-alives must not go on for ever. */
async function inTime<T>(reading: Promise<T>, ms: number, body: AnswerPieces): Promise<T> {
  const timer = setTimeout(() => body.destroy(new BrokenAnswer('nothing meaningful came in time')), ms);
  try {
    return await reading;
  } finally {
    clearTimeout(timer);
  }
}
