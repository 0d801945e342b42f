import type { ChatAnswer } from '@shared/contracts';
import type { AnswerClaim } from '../ports/answer-relay.port.js';
import type { KeptAnswer, Owner } from '../ports/conversation-store.port.js';
import { UiStream } from '../stream/ui-stream.js';
import type { UiChunk } from '../stream/ui-chunk.js';
import { AnswerDraft } from './answer-draft.js';
import { AnswerAbandoned, AnswerStopped, AnswerTimedOut, AnswerTooLong } from './answer-ends.js';
import type { AnswerBody, AnswerEvent } from './answer-event.js';
import { EachUntil } from './each-until.js';
import { failureOf, type Failure } from './failure.js';

/** What a run is about. */
export interface RunFacts {
  readonly owner: Owner;
  readonly conversationId: string;
  readonly title: string;
  /** Id of the question's message. */
  readonly questionId: string;
  readonly question: string;
  /** Id of the answer's message. */
  readonly messageId: string;
  readonly model: string;
}

/** What a run does and how long it may take. */
export interface RunWork {
  readonly answer: (draft: AnswerDraft, signal: AbortSignal) => AsyncIterable<AnswerEvent>;
  /** Called once, before the last chunk, with how the answer ended. It reports its own failure, which does not fail the run. */
  readonly keep: (answer: KeptAnswer) => Promise<void>;
  /** Longest run, in milliseconds. */
  readonly maxMs: number;
  /** How long it runs on without a reader, in milliseconds. */
  readonly resumeMs: number;
}

/** Most characters of one answer's stream. An answer of 1,500 tokens takes about 200,000 with its frames. */
const MAX_STREAM_CHARS = 8 * 1024 * 1024;
/** Least time between two looks for readers, in milliseconds. */
const MIN_LOOK_MS = 20;
/** Longest time that readers wait for an answer to be kept before they are told its end, in milliseconds. */
const KEEP_MAX_MS = 5_000;

/**
 * One answer under way, apart from the connection that asked for it: it ends when it is done, stopped, out of time, or
 * without a reader for too long. Exactly one terminal chunk ends its stream, whatever happens.
 */
export class AnswerRun {
  /** Resolves when the answer has ended and is kept; never rejects. */
  readonly ended: Promise<void>;
  private readonly draft = new AnswerDraft();
  private readonly stopping = new AbortController();
  private readonly stream: UiStream;
  private chars = 0;
  private outcome: { body: AnswerBody } | { error: unknown } | undefined;

  constructor(
    readonly facts: RunFacts,
    private readonly work: RunWork,
    private readonly claim: AnswerClaim,
  ) {
    this.stream = new UiStream(
      { conversationId: facts.conversationId, messageId: facts.messageId, model: facts.model },
      facts.title,
    );
    this.ended = this.run();
  }

  get isRunning(): boolean {
    return this.outcome === undefined;
  }

  /** Ends the answer at once, because nobody waits for it. */
  abandon(): void {
    this.stopping.abort(new AnswerAbandoned());
  }

  /** Tells readers that this replica drains, so that they come back to another. */
  announceShutdown(): void {
    if (this.isRunning) this.send([{ type: 'data-shutdown', data: {}, transient: true }]);
  }

  /** The whole answer, once it has ended. @throws whatever ended it early. */
  async result(): Promise<ChatAnswer> {
    await this.ended;
    const outcome = this.outcome;
    if (outcome && 'body' in outcome) {
      return { conversationId: this.facts.conversationId, messageId: this.facts.messageId, ...outcome.body };
    }
    throw outcome?.error;
  }

  private async run(): Promise<void> {
    const { stopRequested } = this.claim;
    const stop = (): void => this.stopping.abort(new AnswerStopped());
    if (stopRequested.aborted) stop();
    else stopRequested.addEventListener('abort', stop, { once: true });
    const deadline = setTimeout(() => this.stopping.abort(new AnswerTimedOut()), this.work.maxMs);
    const unwatch = this.watchReaders();
    const ending = await this.told().catch((error: unknown) => this.failed(error));
    clearTimeout(deadline);
    unwatch();
    await this.claim.end(ending.map((chunk) => JSON.stringify(chunk)));
  }

  /** Tells the answer as it is made; answers with the chunks that end it. */
  private async told(): Promise<UiChunk[]> {
    this.send(this.stream.begin());
    let last: AnswerEvent | undefined;
    // What works for the answer ends when the signal says so, and is not waited for: the reader must not.
    for await (const event of new EachUntil(this.work.answer(this.draft, this.stopping.signal), this.stopping.signal)) {
      last = event;
      if (event.type !== 'done') this.send(this.stream.tell(event));
      if (this.chars > MAX_STREAM_CHARS) throw new AnswerTooLong();
    }
    if (last?.type !== 'done') throw new Error('an answer ended without its last event');
    await this.kept({ ...withText(last.answer), status: 'complete' });
    this.outcome = { body: last.answer };
    return this.stream.tell(last);
  }

  private async failed(error: unknown): Promise<UiChunk[]> {
    // Whoever still works for the answer is to stop, too.
    this.stopping.abort(error);
    const failure = failureOf(error);
    const partial = this.partial();
    await this.kept({ ...withText(partial), ...endOf(error, failure) });
    this.outcome = { error };
    return this.stream.fail(failure, partial);
  }

  /** How far the answer came. If even that cannot be told, nothing must keep the stream from its end. */
  private partial(): AnswerBody {
    try {
      return this.draft.body();
    } catch {
      return new AnswerDraft().body();
    }
  }

  private async kept(answer: KeptAnswer): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, KEEP_MAX_MS);
    // The reader has the answer already: that it could not be kept must not turn it into an error, nor hold up its end.
    await Promise.race([this.work.keep(answer).catch(() => undefined), late]);
    clearTimeout(timer);
  }

  /** Ends the answer once nobody has read it for as long as a reader may take to come back. */
  private watchReaders(): () => void {
    const { resumeMs } = this.work;
    let timer: NodeJS.Timeout;
    let isWatching = true;
    const look = async (): Promise<void> => {
      const idleMs = await this.claim.idleMs();
      if (idleMs >= resumeMs) this.abandon();
      else if (isWatching) timer = setTimeout(() => void look(), Math.max(MIN_LOOK_MS, resumeMs - idleMs));
    };
    timer = setTimeout(() => void look(), Math.max(MIN_LOOK_MS, resumeMs));
    return () => {
      isWatching = false;
      clearTimeout(timer);
    };
  }

  private send(chunks: readonly UiChunk[]): void {
    for (const chunk of chunks) {
      const line = JSON.stringify(chunk);
      this.chars += line.length;
      this.claim.append(line);
    }
  }
}

function withText({ answer, ...rest }: AnswerBody): Omit<KeptAnswer, 'status'> {
  return { text: answer, ...rest };
}

/** How an answer that did not finish is kept. */
function endOf(error: unknown, failure: Failure): Pick<KeptAnswer, 'status' | 'error'> {
  if (error instanceof AnswerStopped) return { status: 'stopped' };
  if (error instanceof AnswerAbandoned) return { status: 'partial' };
  return { status: 'failed', error: failure };
}
