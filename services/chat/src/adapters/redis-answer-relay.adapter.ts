import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import { connectRedis, type RedisConfig } from '@shared/redis';
import type { Redis } from 'ioredis';
import { AnswerRelay, type AnswerClaim, type RelayedAnswer } from '../ports/answer-relay.port.js';
import type { Owner } from '../ports/conversation-store.port.js';
import { AnswerMirror } from './answer-mirror.js';
import { LocalAnswer } from './local-answer.js';
import { LocalAnswers } from './local-answers.js';
import { answerKeys, LEASE_MS, STOP_MS, STOP_POLL_MS, type AnswerKeys } from './redis-answer-keys.js';
import { Bell, RedisNews } from './redis-news.js';
import { RemoteAnswer } from './remote-answer.js';

/** Longest wait for an answer elsewhere to end after it was asked to, in milliseconds: it also has to be kept. */
const STOP_WAIT_MS = 5_000;

/**
 * {@link AnswerRelay} of a service with several replicas.
 *
 * Each answer runs and is read on its own replica as without Redis, and is mirrored for the others: a stream of lines,
 * bounded and expiring; a lease that its replica renews; a flag for stops. While Redis is away answers run on, and stops
 * and reconnects work on the replica that runs the answer; on another one they find nothing, and nothing keeps two
 * replicas from answering one conversation at once.
 */
export class RedisAnswerRelay extends AnswerRelay implements OnApplicationShutdown {
  private readonly answers: LocalAnswers;
  private readonly redis: Redis;
  private readonly subscriber: Redis;
  private readonly news: RedisNews;

  /** @param keptMs how long an answer is remembered that has ended, in milliseconds. */
  constructor(
    config: RedisConfig,
    private readonly keptMs: number,
  ) {
    super();
    this.answers = new LocalAnswers(keptMs);
    this.redis = connectRedis(config, { name: 'chat-answers' });
    this.subscriber = connectRedis(config, { name: 'chat-answers-news', subscribes: true });
    this.news = new RedisNews(this.subscriber);
  }

  async claim(owner: Owner, conversationId: string): Promise<AnswerClaim | undefined> {
    const keys = answerKeys(owner, conversationId);
    const answer = new LocalAnswer();
    if (!this.answers.add(keys.lease, answer)) return undefined;
    const token = randomUUID();
    const held = await this.redis.set(keys.lease, token, 'PX', LEASE_MS, 'NX').catch(() => undefined);
    if (held === null) {
      answer.close([]);
      this.answers.remove(keys.lease, answer);
      return undefined;
    }
    const target = { redis: this.redis, news: this.news, keys, token, keptMs: Math.max(1, this.keptMs) };
    return new AnswerMirror(answer, target, held === 'OK', (hasBegun) => {
      if (hasBegun) this.answers.retire(keys.lease, answer);
      else this.answers.remove(keys.lease, answer);
    });
  }

  async find(owner: Owner, conversationId: string): Promise<RelayedAnswer | undefined> {
    const keys = answerKeys(owner, conversationId);
    const here = await this.answers.shown(keys.lease);
    if (here?.isRunning) return here;
    const newest = await RemoteAnswer.find(this.redis, this.news, keys).catch(() => undefined);
    return newest?.head.messageId === here?.head.messageId ? here : (newest ?? here);
  }

  async stop(owner: Owner, conversationId: string): Promise<boolean> {
    const keys = answerKeys(owner, conversationId);
    const here = this.answers.running(keys.lease);
    if (!here) return this.stopElsewhere(keys).catch(() => false);
    here.requestStop();
    await here.ended;
    return true;
  }

  /** Every answer has ended by now, and said so. */
  onApplicationShutdown(): void {
    this.redis.disconnect();
    this.subscriber.disconnect();
  }

  private async stopElsewhere(keys: AnswerKeys): Promise<boolean> {
    const token = await this.redis.get(keys.lease);
    if (token === null) return false;
    const bell = new Bell();
    const unlisten = this.news.listen(keys.news, () => bell.ring());
    try {
      await this.redis.pipeline().set(keys.stop, token, 'PX', STOP_MS).publish(keys.stop, '').exec();
      const deadline = performance.now() + STOP_WAIT_MS;
      while (performance.now() < deadline && (await this.redis.get(keys.lease)) === token)
        await bell.wait(STOP_POLL_MS);
      return true;
    } finally {
      unlisten();
    }
  }
}
