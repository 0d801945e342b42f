import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { chatAnswerSchema, problemSchema } from '@shared/contracts';
import { ASSERTION_HEADER, AssertionSigner, type Caller } from '@shared/identity';
import { Upstreams, type UpstreamReply } from '../ports/upstreams.port.js';
import { UsageMeter } from '../ports/usage-meter.port.js';
import type { Asked } from './asked.js';
import { CallAccount } from './call-account.js';
import { completionOf, newHead, textOf } from './documents-answer.js';
import { DocumentThreads, questionIn } from './documents-question.js';
import { documentsStream, type DocumentsEnd } from './documents-stream.js';
import { errorObject } from './error-object.js';
import { GROUNDWORK_MODEL } from './model-list.js';

/** An answer from the documents, for the client. */
export interface DocumentsReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable;
}

/** The model `groundwork`: questions to the documents of the caller, asked like any other model. */
@Injectable()
export class DocumentsModel {
  private readonly threads = new DocumentThreads();

  constructor(
    private readonly upstreams: Upstreams,
    private readonly signer: AssertionSigner,
    private readonly meter: UsageMeter,
  ) {}

  /** @throws {InvalidInput | ServiceUnavailable} and the errors of {@link UsageMeter.reserve}. */
  async answer(asked: Asked, caller: Caller, signal: AbortSignal): Promise<DocumentsReply> {
    const question = questionIn(asked.fields, caller, this.threads);
    const reservation = await this.meter.reserve({
      caller,
      operation: 'chat/completions',
      model: GROUNDWORK_MODEL,
      requestBytes: asked.bytes,
      maxOutputTokens: asked.maxOutputTokens,
    });
    const account = new CallAccount(reservation, asked.bytes);
    signal.addEventListener('abort', () => account.settle('left'), { once: true });
    let isAnswered = false;
    try {
      const reply = await this.upstreams.send({
        service: 'chat',
        method: 'POST',
        path: '/internal/chat',
        headers: {
          'content-type': 'application/json',
          accept: asked.isStream ? 'text/event-stream' : 'application/json',
          [ASSERTION_HEADER]: await this.signer.sign(caller),
          'x-correlation-id': caller.correlationId,
        },
        body: Readable.from([Buffer.from(JSON.stringify(question))]),
        signal,
      });
      isAnswered = reply.status < 400;
      if (!isAnswered) return await refused(reply);
      return asked.isStream
        ? this.streamed(reply, asked, caller, account, signal)
        : await this.whole(reply, caller, account);
    } finally {
      if (!isAnswered) account.settle(signal.aborted ? 'left' : 'refused');
    }
  }

  private async whole({ body }: UpstreamReply, caller: Caller, account: CallAccount): Promise<DocumentsReply> {
    try {
      const answer = answerSchema.parse(JSON.parse(await text(body)));
      const { inputTokens, outputTokens } = answer.usage;
      account.count(Buffer.byteLength(answer.answer));
      if (inputTokens + outputTokens > 0) account.add({ input: inputTokens, output: outputTokens });
      account.settle('complete');
      this.threads.note(caller, textOf(answer), answer.conversationId);
      return {
        status: 200,
        headers: JSON_HEADERS,
        body: JSON.stringify(completionOf(newHead(GROUNDWORK_MODEL), answer)),
      };
    } finally {
      account.settle('broken');
    }
  }

  private streamed(
    { body }: UpstreamReply,
    { wantsUsage }: Asked,
    caller: Caller,
    account: CallAccount,
    signal: AbortSignal,
  ): DocumentsReply {
    const end: DocumentsEnd = { text: '', conversationId: undefined, usage: undefined, isComplete: false };
    const settle = (): void => {
      account.count(Buffer.byteLength(end.text));
      if (end.usage && end.usage.totalTokens > 0)
        account.add({ input: end.usage.inputTokens, output: end.usage.outputTokens });
      account.settle(end.isComplete ? 'complete' : signal.aborted ? 'left' : 'broken');
      if (end.conversationId !== undefined) this.threads.note(caller, end.text, end.conversationId);
    };
    const events = settledAfter(documentsStream(body, newHead(GROUNDWORK_MODEL), wantsUsage, end), settle);
    return { status: 200, headers: EVENT_HEADERS, body: Readable.from(events, { objectMode: false }) };
  }
}

/** What is needed of an answer; it may grow. */
const answerSchema = chatAnswerSchema.pick({
  conversationId: true,
  answer: true,
  refusal: true,
  citations: true,
  usage: true,
});

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;
const EVENT_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8' } as const;

async function* settledAfter(events: AsyncGenerator<Buffer>, settle: () => void): AsyncGenerator<Buffer> {
  try {
    yield* events;
  } finally {
    settle();
  }
}

/** The chat service's own refusal, in OpenAI's shape. */
async function refused({ status, headers, body }: UpstreamReply): Promise<DocumentsReply> {
  const problem = problemSchema.safeParse(parsed(await text(body)));
  const { code, detail } = problem.success
    ? problem.data
    : { code: 'internal', detail: 'Something went wrong on our side; try again.' };
  const retryAfter = headers['retry-after'];
  return {
    status,
    headers: { ...JSON_HEADERS, ...(typeof retryAfter === 'string' ? { 'retry-after': retryAfter } : {}) },
    body: JSON.stringify(errorObject(status, code, detail)),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
