import type { ChatAnswer } from '@shared/contracts';
import { DomainError } from '@shared/errors';
import type { KeptAnswer, Owner } from '../ports/conversation-store.port.js';
import { UiStream } from '../stream/ui-stream.js';
import type { UiChunk } from '../stream/ui-chunk.js';
import { AnswerDraft } from './answer-draft.js';
import { AnswerAbandoned, AnswerStopped, AnswerTimedOut, AnswerTooLong } from './answer-ends.js';
import type { AnswerBody, AnswerEvent } from './answer-event.js';
import { ReplayBuffer, type Numbered } from './replay-buffer.js';

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
const MAX_BUFFERED_CHARS = 8 * 1024 * 1024;

const UNFORESEEN = { code: 'internal', message: 'Something went wrong on our side; try again.' };

/**
 * One answer under way, apart from the connection that asked for it: readers come, go and come back, and it ends when
 * it is done, stopped, out of time, or without a reader for too long. Exactly one terminal chunk closes its stream.
 */
export class AnswerRun {
  /** Resolves when the answer has ended and is kept; never rejects. */
  readonly ended: Promise<void>;
  private readonly chunks = new ReplayBuffer<UiChunk>();
  private readonly draft = new AnswerDraft();
  private readonly stopping = new AbortController();
  private readonly stream: UiStream;
  private readers = 0;
  private abandonment: NodeJS.Timeout | undefined;
  private outcome: { body: AnswerBody } | { error: unknown } | undefined;

  constructor(
    readonly facts: RunFacts,
    private readonly work: RunWork,
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

  /** Reads the answer's stream after chunk `last`, 0 from the beginning. Closing the iterator leaves. */
  read(last: number): AsyncIterableIterator<Numbered<UiChunk>> {
    this.readers += 1;
    clearTimeout(this.abandonment);
    return this.chunks.read(last, () => this.leave());
  }

  /** Ends the answer at once; what there is of it is kept as stopped. */
  stop(): void {
    this.stopping.abort(new AnswerStopped());
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

  private leave(): void {
    this.readers -= 1;
    if (this.readers > 0 || !this.isRunning) return;
    this.abandonment = setTimeout(() => this.abandon(), this.work.resumeMs);
  }

  private async run(): Promise<void> {
    const deadline = setTimeout(() => this.stopping.abort(new AnswerTimedOut()), this.work.maxMs);
    // The constructor's caller gets to read from the first chunk on.
    this.send(this.stream.begin());
    let last: AnswerEvent | undefined;
    let ending: UiChunk[];
    try {
      for await (const event of this.work.answer(this.draft, this.stopping.signal)) {
        last = event;
        if (event.type !== 'done') this.send(this.stream.tell(event));
        if (this.chunks.chars > MAX_BUFFERED_CHARS) throw new AnswerTooLong();
        this.stopping.signal.throwIfAborted();
      }
      if (last?.type !== 'done') throw new Error('an answer ended without its last event');
      await this.kept({ ...withText(last.answer), status: 'complete' });
      this.outcome = { body: last.answer };
      ending = this.stream.tell(last);
    } catch (error) {
      const failure = error instanceof DomainError ? { code: error.code, message: error.message } : UNFORESEEN;
      const partial = this.draft.body();
      await this.kept({ ...withText(partial), ...endOf(error, failure) });
      this.outcome = { error };
      ending = this.stream.fail(failure, partial);
    }
    clearTimeout(deadline);
    clearTimeout(this.abandonment);
    this.send(ending);
    this.chunks.close();
  }

  private async kept(answer: KeptAnswer): Promise<void> {
    // The reader has the answer already: that it could not be kept must not turn it into an error.
    await this.work.keep(answer).catch(() => undefined);
  }

  private send(chunks: readonly UiChunk[]): void {
    for (const chunk of chunks) this.chunks.append(chunk, JSON.stringify(chunk).length);
  }
}

function withText({ answer, ...rest }: AnswerBody): Omit<KeptAnswer, 'status'> {
  return { text: answer, ...rest };
}

/** How an answer that did not finish is kept. */
function endOf(error: unknown, failure: { code: string; message: string }): Pick<KeptAnswer, 'status' | 'error'> {
  if (error instanceof AnswerStopped) return { status: 'stopped' };
  if (error instanceof AnswerAbandoned) return { status: 'partial' };
  return { status: 'failed', error: failure };
}
