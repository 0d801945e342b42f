import { createHash } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AnswerRelay, type RelayedAnswer } from '../ports/answer-relay.port.js';
import type { Owner } from '../ports/conversation-store.port.js';
import { AnswerRunning } from './answer-ends.js';
import { AnswerRun, type RunFacts, type RunWork } from './answer-run.js';

/** An answer that was started here, and how its readers see it. */
export interface Started {
  readonly run: AnswerRun;
  readonly answer: RelayedAnswer;
}

/** The answers under way: at most one a conversation, on whatever replica it runs. */
@Injectable()
export class RunningAnswers implements BeforeApplicationShutdown {
  /** Those that run here. */
  private readonly runs = new Set<AnswerRun>();
  private isDraining = false;

  constructor(private readonly relay: AnswerRelay) {}

  /**
   * Starts an answer; until it is started, its conversation takes no other question.
   * @param open takes the question in; with undefined there is nothing to start after all.
   * @throws {AnswerRunning} if the conversation is being answered.
   */
  async start(
    owner: Owner,
    conversationId: string,
    open: () => Promise<{ facts: RunFacts; work: RunWork } | undefined>,
  ): Promise<Started | undefined> {
    const claim = await this.relay.claim(owner, conversationId);
    if (!claim) throw new AnswerRunning();
    const opened = await open().catch(async (error: unknown) => {
      await claim.end([]);
      throw error;
    });
    if (!opened) {
      await claim.end([]);
      return undefined;
    }
    const { questionId, question, messageId } = opened.facts;
    const answer = claim.begin({ messageId, questionId, questionDigest: digestOf(question) });
    const run = new AnswerRun(opened.facts, opened.work, claim);
    this.runs.add(run);
    if (this.isDraining) run.announceShutdown();
    void run.ended.then(() => this.runs.delete(run));
    return { run, answer };
  }

  /** The running answer of the owner's conversation, or one that ended a moment ago. */
  find(owner: Owner, conversationId: string): Promise<RelayedAnswer | undefined> {
    return this.relay.find(owner, conversationId);
  }

  async isRunning(owner: Owner, conversationId: string): Promise<boolean> {
    return (await this.find(owner, conversationId))?.isRunning ?? false;
  }

  /** Ends the running answer; what there is of it is kept by then. False if there was none. */
  stop(owner: Owner, conversationId: string): Promise<boolean> {
    return this.relay.stop(owner, conversationId);
  }

  /** Lets running answers come to their end, which their own deadline bounds, and tells their readers. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isDraining = true;
    const runs = [...this.runs];
    for (const run of runs) run.announceShutdown();
    await Promise.all(runs.map(({ ended }) => ended));
  }
}

/** Whether an answer is one to this question, sent again. */
export const answersQuestion = ({ head }: RelayedAnswer, questionId: string | undefined, question: string): boolean =>
  head.questionId === questionId && head.questionDigest === digestOf(question);

const digestOf = (question: string): string => createHash('sha256').update(question).digest('base64url');
