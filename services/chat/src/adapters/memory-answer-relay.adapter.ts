import { AnswerRelay, type AnswerClaim, type RelayedAnswer } from '../ports/answer-relay.port.js';
import type { Owner } from '../ports/conversation-store.port.js';
import { LocalAnswer } from './local-answer.js';
import { LocalAnswers } from './local-answers.js';

/** {@link AnswerRelay} of a service that is its only replica. */
export class MemoryAnswerRelay extends AnswerRelay {
  private readonly answers: LocalAnswers;

  /** @param keptMs how long an answer is remembered that has ended, in milliseconds. */
  constructor(keptMs: number) {
    super();
    this.answers = new LocalAnswers(keptMs);
  }

  claim(owner: Owner, conversationId: string): Promise<AnswerClaim | undefined> {
    const key = keyOf(owner, conversationId);
    const answer = new LocalAnswer();
    if (!this.answers.add(key, answer)) return Promise.resolve(undefined);
    let hasBegun = false;
    return Promise.resolve({
      stopRequested: answer.stopRequested,
      begin: (head) => {
        hasBegun = true;
        return answer.begin(head);
      },
      append: (line) => answer.append(line),
      idleMs: () => Promise.resolve(answer.idleHereMs()),
      end: (lines) => {
        answer.close(lines);
        if (hasBegun) this.answers.retire(key, answer);
        else this.answers.remove(key, answer);
        return Promise.resolve();
      },
    });
  }

  find(owner: Owner, conversationId: string): Promise<RelayedAnswer | undefined> {
    return this.answers.shown(keyOf(owner, conversationId));
  }

  async stop(owner: Owner, conversationId: string): Promise<boolean> {
    const answer = this.answers.running(keyOf(owner, conversationId));
    answer?.requestStop();
    await answer?.ended;
    return answer !== undefined;
  }
}

const keyOf = ({ tenantId, userId }: Owner, conversationId: string): string =>
  JSON.stringify([tenantId, userId, conversationId]);
