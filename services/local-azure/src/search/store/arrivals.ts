import { resultOf, PassageWriter } from './passage-writer.js';
import type { Action, ActionResult } from '../documents/batch.js';
import type { IndexFile } from './index-file.js';

/** A fault that refuses some documents of a batch. */
export interface Failing {
  readonly status: number;
  readonly everyNth: number;
}

/**
 * Takes batches in, and lets them be found: at once, or after a lag as the service does it.
 *
 * A batch that waits is kept on disk, so that what was acknowledged is never lost. Until it is admitted, later batches
 * are judged as if it were there already.
 */
export class Arrivals {
  /** Keys that waiting batches add (true) or take away (false). */
  private readonly waiting = new Map<string, boolean>();

  constructor(private readonly file: IndexFile) {}

  /** Judges every action, and keeps those that are good. Answers in the order of the batch. */
  take(actions: readonly Action[], failing: Failing | undefined, lagMs: number, nowMs: number): ActionResult[] {
    return this.file.transaction(() => {
      const writer = new PassageWriter(this.file);
      const good: Action[] = [];
      const results = actions.map((action, at) => {
        const result = fails(at, failing)
          ? failure(action, failing.status)
          : resultOf(action, this.has(action.key, writer));
        if (!result.status) return result;
        good.push(action);
        if (lagMs === 0) writer.apply(action);
        else this.waiting.set(action.key, action.name !== 'delete');
        return result;
      });
      if (lagMs > 0 && good.length > 0)
        this.file.run('INSERT INTO arrivals(due_ms, actions) VALUES(?, ?)', nowMs + lagMs, JSON.stringify(good));
      return results;
    });
  }

  /**
   * Writes the batches that are due.
   *
   * @returns milliseconds until the next one is; undefined if none waits.
   */
  admit(nowMs: number): number | undefined {
    const due = this.file.all('SELECT batch, actions FROM arrivals WHERE due_ms <= ? ORDER BY batch', nowMs);
    if (due.length > 0) {
      this.file.transaction(() => {
        const writer = new PassageWriter(this.file);
        for (const { batch, actions } of due) {
          for (const action of JSON.parse(String(actions)) as Action[]) writer.apply(action);
          this.file.run('DELETE FROM arrivals WHERE batch = ?', Number(batch));
        }
      });
    }
    const next = this.file.get('SELECT min(due_ms) AS due FROM arrivals')?.due;
    if (typeof next === 'number') return Math.max(0, next - nowMs);
    this.waiting.clear();
    return undefined;
  }

  private has(key: string, writer: PassageWriter): boolean {
    return this.waiting.get(key) ?? writer.has(key);
  }
}

function fails(at: number, failing: Failing | undefined): failing is Failing {
  return failing !== undefined && (at + 1) % failing.everyNth === 0;
}

/** What the service says of one document it cannot take now, by status. */
const REASONS: Readonly<Record<number, string>> = {
  409: 'The document was changed by another request at the same time. Retry it.',
  422: 'The index is temporarily unavailable. Retry the document.',
  429: 'The quota of documents of this index has been exceeded.',
  503: 'The service is too busy to take this document now. Retry it later.',
};

function failure({ key }: Action, status: number): ActionResult {
  return {
    key,
    status: false,
    errorMessage: REASONS[status] ?? 'The document could not be indexed.',
    statusCode: status,
  };
}
