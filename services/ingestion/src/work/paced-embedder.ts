import { setTimeout as pause } from 'node:timers/promises';
import { Embedder, ModelThrottled, ModelUnavailable } from '@shared/models';
import { countTokens } from '../chunking/count-tokens.js';
import { Slots } from './slots.js';

/** Most texts of one call, whatever their length; small calls spread over deployments and repeat cheaply. */
const BATCH_TEXTS = 64;
/** Wait after a 429 that names none, in milliseconds. */
const DEFAULT_WAIT_MS = 5_000;
/** Least wait after a 429, in milliseconds: a server that says 0 is not asked in a circle. */
const LEAST_WAIT_MS = 50;
/** Longest wait for the model's quota with a document in hand, in milliseconds; beyond it the document makes room. */
const IN_PLACE_MS = 10_000;
/** Pauses between tries of a call that the model answers with a fault of its own, in milliseconds. */
const FAULT_PAUSES_MS = [500, 1_000, 2_000];

export interface Pace {
  /** Calls under way at once from this process. */
  readonly concurrency: number;
  /** Most tokens of one call; a longer text goes alone. */
  readonly batchTokens: number;
}

/**
 * An {@link Embedder} that minds the model's limits, for work that nobody waits for in front of a screen.
 *
 * A 429 holds every call of this process for as long as the server asks, never shorter and however long. Waits of up to
 * ten seconds in all are sat out here; a longer one is thrown as {@link ModelThrottled} with what is left of it, so
 * that whoever holds a document can lay it aside.
 */
export class PacedEmbedder extends Embedder {
  readonly model: string;
  private readonly slots: Slots;
  /** No call goes out before, in milliseconds since the epoch. */
  private heldUntil = 0;

  /** @param inner asks once and does not repeat by itself. @param onThrottled called at every 429. */
  constructor(
    private readonly inner: Embedder,
    private readonly pace: Pace,
    private readonly onThrottled: () => void = () => undefined,
  ) {
    super();
    this.model = inner.model;
    this.slots = new Slots(pace.concurrency);
  }

  dimensions(): Promise<number> {
    return this.inner.dimensions();
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]> {
    const deadline = Date.now() + IN_PLACE_MS;
    const calls = this.batches(texts).map((batch) => this.slots.run(() => this.ask(batch, deadline, signal), signal));
    // All have ended before the first failure is told: none goes on behind the back of whoever asked.
    await Promise.allSettled(calls);
    return (await Promise.all(calls)).flat();
  }

  private batches(texts: readonly string[]): string[][] {
    const batches: string[][] = [];
    let tokens = Infinity;
    for (const text of texts) {
      const size = countTokens(text);
      const last = batches.at(-1);
      if (last && last.length < BATCH_TEXTS && tokens + size <= this.pace.batchTokens) {
        last.push(text);
        tokens += size;
      } else {
        batches.push([text]);
        tokens = size;
      }
    }
    return batches;
  }

  private async ask(batch: readonly string[], deadline: number, signal?: AbortSignal): Promise<number[][]> {
    for (let faults = 0; ;) {
      await this.untilReleased(deadline, signal);
      try {
        return await this.inner.embed(batch, signal);
      } catch (error) {
        if (error instanceof ModelThrottled) {
          this.onThrottled();
          const waitMs = error.retryAfterSeconds === undefined ? DEFAULT_WAIT_MS : error.retryAfterSeconds * 1_000;
          this.heldUntil = Math.max(this.heldUntil, Date.now() + Math.max(LEAST_WAIT_MS, Math.ceil(waitMs)));
          continue;
        }
        const pauseMs = FAULT_PAUSES_MS[faults];
        if (!(error instanceof ModelUnavailable) || pauseMs === undefined) throw error;
        faults += 1;
        await pause(pauseMs, undefined, signal ? { signal } : {});
      }
    }
  }

  /** @throws {ModelThrottled} if it would take too long. */
  private async untilReleased(deadline: number, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const leftMs = this.heldUntil - Date.now();
      if (leftMs <= 0) return;
      if (this.heldUntil > deadline) throw new ModelThrottled({ retryAfterSeconds: Math.ceil(leftMs / 1_000) });
      await pause(leftMs, undefined, signal ? { signal } : {});
    }
  }
}
