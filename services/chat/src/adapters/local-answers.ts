import type { RelayedAnswer } from '../ports/answer-relay.port.js';
import type { LocalAnswer } from './local-answer.js';

/** Most characters of ended answers that are remembered, all together: 160 usual ones of 200,000 with their frames. */
const MAX_REMEMBERED_CHARS = 32 * 1024 * 1024;

/** The answers of this process by conversation: those under way, and those that ended a moment ago. */
export class LocalAnswers {
  private readonly answers = new Map<string, LocalAnswer>();
  /** Ended ones, the oldest first. */
  private readonly ended = new Set<string>();
  private rememberedChars = 0;

  /** @param keptMs how long an answer is remembered that has ended, in milliseconds. */
  constructor(private readonly keptMs: number) {}

  /** False if the conversation is being answered already. */
  add(key: string, answer: LocalAnswer): boolean {
    if (this.answers.get(key)?.isRunning) return false;
    this.forget(key);
    this.answers.set(key, answer);
    return true;
  }

  running(key: string): LocalAnswer | undefined {
    const answer = this.answers.get(key);
    return answer?.isRunning ? answer : undefined;
  }

  /** Waits for one whose question is just being taken in. */
  async shown(key: string): Promise<RelayedAnswer | undefined> {
    const answer = this.answers.get(key);
    const head = await answer?.begun;
    return head && answer?.shown(head);
  }

  /** Takes an answer that will never begin off the list. */
  remove(key: string, answer: LocalAnswer): void {
    if (this.answers.get(key) === answer) this.answers.delete(key);
  }

  /** From now on the answer is only remembered. */
  retire(key: string, answer: LocalAnswer): void {
    if (this.answers.get(key) !== answer) return;
    this.ended.add(key);
    this.rememberedChars += answer.lines.chars;
    for (const oldest of this.ended) {
      if (this.rememberedChars <= MAX_REMEMBERED_CHARS) break;
      this.forget(oldest);
    }
    setTimeout(() => {
      if (this.answers.get(key) === answer) this.forget(key);
    }, this.keptMs).unref();
  }

  private forget(key: string): void {
    const answer = this.answers.get(key);
    this.answers.delete(key);
    if (answer && this.ended.delete(key)) this.rememberedChars -= answer.lines.chars;
  }
}
