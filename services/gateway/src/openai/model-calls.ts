import { Readable } from 'node:stream';
import { STATUS_OF_KIND, DomainError } from '@shared/errors';
import {
  ModelPool,
  OPERATIONS,
  type Deployment,
  type Operation,
  type PoolCall,
  type PoolReply,
  type Preference,
} from '@shared/models';
import type { Caller } from '@shared/identity';
import type { ExpectedUse, UsageMeter } from '../ports/usage-meter.port.js';
import { answerStream, errorEvent, HEARTBEAT_MS, KEEP_ALIVE } from './answer-stream.js';
import { CallAccount } from './call-account.js';
import { errorObject, typeOfStatus, type ErrorObject } from './error-object.js';
import { refusalOf } from './refusal-of-model.js';

/** Longest wait for the first meaningful token before the client is told that its stream is open, in milliseconds. */
const COMMIT_MS = 10_000;
/** Code of what nobody foresaw, as `problem.ts` has it. */
const UNFORESEEN = errorObject(500, 'internal', 'Something went wrong on our side; try again.');

/** One call of a model on behalf of a client. */
export interface ModelRequest {
  readonly operation: Operation;
  readonly model: string;
  readonly caller: Caller;
  readonly requestBytes: number;
  readonly maxOutputTokens: number | undefined;
  readonly expectedTokens: number;
  readonly headersFor: PoolCall['headersFor'];
  readonly body: PoolCall['body'];
  readonly isStream: boolean;
  readonly wantsUsage: boolean;
  /** Azure's chunks are made to look as OpenAI's. */
  readonly isClean: boolean;
  /** The client asks what the content filter found. */
  readonly tellsFilter: boolean;
  readonly prefers: Preference;
  readonly signal: AbortSignal;
}

/** What goes back to the client. */
export interface ModelAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | Readable;
  /** Undefined: the stream is open, and who will answer is not known yet. */
  readonly deployment: Deployment | undefined;
  /** The answer's first bytes. */
  readonly head: readonly Buffer[];
}

/** Carries requests to the pool and answers back, bytes as they are, and keeps the account of each. */
export class ModelCalls {
  constructor(
    private readonly pool: ModelPool,
    private readonly meter: UsageMeter,
    private readonly commitMs = COMMIT_MS,
  ) {}

  /** @throws the errors of {@link ModelPool.call} and {@link UsageMeter.reserve}. */
  async call(request: ModelRequest): Promise<ModelAnswer> {
    const { operation, model, caller, requestBytes, maxOutputTokens, signal } = request;
    // A model that there is not costs nothing, and is told before any budget.
    this.pool.group(model, OPERATIONS[operation]);
    const expected: ExpectedUse = { caller, operation, model, requestBytes, maxOutputTokens };
    const account = new CallAccount(await this.meter.reserve(expected), requestBytes);
    signal.addEventListener('abort', () => account.settle('left'), { once: true });
    const calling = this.ask(request, account);
    if (!request.isStream) return this.answer(await calling, request, account);
    const reply = await within(this.commitMs, calling);
    return reply === 'later' ? this.open(calling, request, account) : this.answer(reply, request, account);
  }

  private async ask(request: ModelRequest, account: CallAccount): Promise<PoolReply> {
    const { operation, model, headersFor, body, isStream, expectedTokens, prefers, signal } = request;
    try {
      return await this.pool.call({
        operation,
        model,
        headers: {},
        headersFor,
        body,
        isStream,
        expectedTokens,
        prefers,
        signal,
      });
    } catch (error) {
      account.settle(signal.aborted ? 'left' : 'refused');
      throw error;
    }
  }

  private answer(reply: PoolReply, request: ModelRequest, account: CallAccount): ModelAnswer {
    const { status, head, rest, deployment } = reply;
    const contentType = String(reply.headers['content-type'] ?? 'application/json');
    if (status >= 400) {
      account.settle('refused');
      const refusal = refusalOf(status, Buffer.concat(head).toString('utf8'), deployment, request);
      return { status, contentType: 'application/json', body: bytesOf(refusal), deployment, head };
    }
    const { signal } = request;
    if (contentType.startsWith('text/event-stream')) {
      const body = Readable.from(answerStream(reply, request, account, signal), { objectMode: false });
      return { status, contentType, body, deployment, head };
    }
    if (rest) {
      const body = Readable.from(longAnswer(reply, account, signal), { objectMode: false });
      return { status, contentType, body, deployment, head };
    }
    const whole = head.length === 1 && head[0] ? head[0] : Buffer.concat(head);
    account.count(whole.length);
    if (contentType.includes('json')) account.read(whole.toString('latin1'));
    account.settle('complete');
    return { status, contentType, body: whole, deployment, head };
  }

  /** A stream that is opened before anybody answers it; what goes wrong from now on is told inside it. */
  private open(calling: Promise<PoolReply>, request: ModelRequest, account: CallAccount): ModelAnswer {
    // Told inside the stream, if anybody still reads it.
    calling.catch(() => undefined);
    const body = Readable.from(this.late(calling, request, account), { objectMode: false });
    return { status: 200, contentType: 'text/event-stream; charset=utf-8', body, deployment: undefined, head: [] };
  }

  private async *late(
    calling: Promise<PoolReply>,
    request: ModelRequest,
    account: CallAccount,
  ): AsyncGenerator<Buffer> {
    const { operation, signal } = request;
    try {
      yield KEEP_ALIVE;
      let reply: PoolReply | 'later';
      while ((reply = await within(HEARTBEAT_MS, calling)) === 'later') yield KEEP_ALIVE;
      if (reply.status < 400) {
        yield* answerStream(reply, request, account, signal);
        return;
      }
      account.settle('refused');
      const text = Buffer.concat(reply.head).toString('utf8');
      yield errorEvent(operation, refusalOf(reply.status, text, reply.deployment, request).error);
    } catch (error) {
      if (!signal.aborted) yield errorEvent(operation, toldOf(error).error);
    } finally {
      // Nobody reads on: whatever the call still comes to is nobody's.
      calling.then(
        ({ rest }) => rest?.destroy(),
        () => undefined,
      );
      account.settle(signal.aborted ? 'left' : 'broken');
    }
  }
}

/** Speech, and whole answers too long to be held: as they come. One that breaks cuts the client's connection too. */
async function* longAnswer(
  { head, rest, brokeOff }: PoolReply,
  account: CallAccount,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let outcome: 'complete' | 'left' | 'broken' = 'left';
  let tail = '';
  try {
    const pieces = [...head];
    for (let piece = pieces.shift(); ; piece = pieces.shift() ?? (await rest?.next())) {
      if (piece === undefined) break;
      account.count(piece.length);
      // The usage stands at the end of JSON; a piece may cut it in two.
      tail = (tail + piece.toString('latin1')).slice(-2_048);
      yield piece;
    }
    account.read(tail);
    outcome = 'complete';
  } catch (error) {
    outcome = signal.aborted ? 'left' : 'broken';
    if (outcome === 'broken') brokeOff();
    throw error;
  } finally {
    rest?.destroy();
    account.settle(outcome);
  }
}

function toldOf(error: unknown): ErrorObject {
  if (!(error instanceof DomainError)) return UNFORESEEN;
  const status = STATUS_OF_KIND[error.kind];
  const { error: told } = errorObject(status, error.code, error.message);
  return { error: { ...told, type: typeOfStatus(status) } };
}

const bytesOf = (body: object): Buffer => Buffer.from(JSON.stringify(body));

async function within<T>(ms: number, promise: Promise<T>): Promise<T | 'later'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'later'>((resolve) => {
    timer = setTimeout(() => resolve('later'), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
