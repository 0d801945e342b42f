import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Owner } from '../ports/conversation-store.port.js';
import { AnswerRunning } from './answer-ends.js';
import { AnswerRun, type RunFacts, type RunWork } from './answer-run.js';

/** Most ended answers remembered for readers whose connection broke near the end. */
const MAX_ENDED = 200;

/** The answers under way in this process: at most one a conversation. */
@Injectable()
export class RunningAnswers implements BeforeApplicationShutdown {
  private readonly running = new Map<string, AnswerRun>();
  private readonly ended = new Map<string, AnswerRun>();
  /** Conversations whose next question is being taken in. */
  private readonly claimed = new Map<string, Promise<unknown>>();

  /**
   * Starts an answer; until it is started, its conversation takes no other question.
   * @throws {AnswerRunning} if the conversation is being answered.
   */
  async start(
    conversationId: string,
    open: () => Promise<{ facts: RunFacts; work: RunWork } | undefined>,
  ): Promise<AnswerRun | undefined> {
    if (this.running.has(conversationId) || this.claimed.has(conversationId)) throw new AnswerRunning();
    const opening = open();
    this.claimed.set(
      conversationId,
      opening.catch(() => undefined),
    );
    try {
      const opened = await opening;
      if (!opened) return undefined;
      const run = new AnswerRun(opened.facts, opened.work);
      this.running.set(conversationId, run);
      this.ended.delete(conversationId);
      void run.ended.then(() => this.retire(run, opened.work.resumeMs));
      return run;
    } finally {
      this.claimed.delete(conversationId);
    }
  }

  /** The running answer of the owner's conversation; waits for one whose question is just being taken in. */
  async settled(owner: Owner, conversationId: string): Promise<AnswerRun | undefined> {
    // A promise of its own turn: whoever opens the answer puts it on the list before we look.
    await this.claimed.get(conversationId)?.then(() => undefined);
    return this.find(owner, conversationId);
  }

  /** The running answer of the owner's conversation. */
  find(owner: Owner, conversationId: string): AnswerRun | undefined {
    return ofOwner(this.running.get(conversationId), owner);
  }

  /** An answer that ended a moment ago, for a reader that missed its end. */
  findEnded(owner: Owner, conversationId: string): AnswerRun | undefined {
    return ofOwner(this.ended.get(conversationId), owner);
  }

  /** Lets running answers come to their end, which their own deadline bounds, and tells their readers. */
  async beforeApplicationShutdown(): Promise<void> {
    const runs = [...this.running.values()];
    for (const run of runs) run.announceShutdown();
    await Promise.all(runs.map(({ ended }) => ended));
  }

  private retire(run: AnswerRun, forMs: number): void {
    const { conversationId } = run.facts;
    this.running.delete(conversationId);
    this.ended.set(conversationId, run);
    const oldest = this.ended.keys().next().value;
    if (this.ended.size > MAX_ENDED && oldest !== undefined) this.ended.delete(oldest);
    const forget = setTimeout(() => {
      if (this.ended.get(conversationId) === run) this.ended.delete(conversationId);
    }, forMs);
    forget.unref();
  }
}

function ofOwner(run: AnswerRun | undefined, { tenantId, userId }: Owner): AnswerRun | undefined {
  const owner = run?.facts.owner;
  return owner?.tenantId === tenantId && owner.userId === userId ? run : undefined;
}
