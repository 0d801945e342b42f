import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Caller } from '@shared/identity';
import { Clock } from '../ports/clock.port.js';
import {
  KEY_COUNTS_MS,
  UploadKeys,
  type KeyedOutcome,
  type KeyedUpload,
  type StoredKey,
} from '../ports/upload-keys.port.js';
import type { ReadForm } from './upload-form.js';
import { KeyBusy, KeyReused } from './upload-errors.js';

/** An upload whose files are in the store is entered within a second; after so long, in milliseconds, its process has died. */
const DEAD_MS = 30_000;
/** How long the second of two waits for the first, and how often it looks, in milliseconds. */
const WAIT_MS = 10_000;
const LOOK_MS = 50;

/** Does an upload once, however often its client sends it with the same key. */
@Injectable()
export class Once {
  constructor(
    private readonly keys: UploadKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * @param key undefined: there is none, and `act` is done.
   * @param isThere whether the documents of an earlier outcome still are; if not, the key counts for nothing.
   * @returns what `act` came to, now or earlier.
   * @throws {KeyReused} if the key was used for something else. @throws {KeyBusy} if the first does not end.
   */
  async run(
    caller: Caller,
    key: string | undefined,
    fingerprint: string,
    act: () => Promise<KeyedOutcome>,
    isThere: (outcome: KeyedOutcome) => Promise<boolean>,
  ): Promise<{ outcome: KeyedOutcome; isReplay: boolean }> {
    if (key === undefined) return { outcome: await act(), isReplay: false };
    const record: KeyedUpload = { fingerprint, outcome: null, startedAt: this.clock.now() };
    const earlier = await this.earlier(caller, key, record, isThere);
    if (earlier) return { outcome: earlier, isReplay: true };
    try {
      const outcome = await act();
      await this.keys.finish(caller, key, { ...record, outcome });
      return { outcome, isReplay: false };
    } catch (error) {
      await this.keys.forget(caller, key);
      throw error;
    }
  }

  /** The outcome of an earlier request of the same key; undefined once the key is this one's. */
  private async earlier(
    caller: Caller,
    key: string,
    record: KeyedUpload,
    isThere: (outcome: KeyedOutcome) => Promise<boolean>,
  ): Promise<KeyedOutcome | undefined> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const first = await this.keys.begin(caller, key, record);
      if (!first) return undefined;
      if (this.isOver(first) || (first.outcome && !(await isThere(first.outcome)))) {
        if (await this.keys.replace(caller, key, first, record)) return undefined;
        continue;
      }
      if (first.fingerprint !== record.fingerprint) throw new KeyReused();
      if (first.outcome) return first.outcome;
      if (Date.now() > deadline) throw new KeyBusy();
      await pause(LOOK_MS);
    }
  }

  private isOver({ outcome, startedAt }: StoredKey): boolean {
    const age = Date.parse(this.clock.now()) - Date.parse(startedAt);
    return age > (outcome ? KEY_COUNTS_MS : DEAD_MS);
  }
}

/** What a request asks for. @param target the document that gets new content; undefined for new documents. */
export function fingerprintOf(form: ReadForm, target?: string): string {
  const { taken, refused, title, visibleTo, tags } = form;
  const asked = [
    target ?? null,
    taken.map(({ fileName, sha256 }) => [fileName, sha256]),
    refused.map(({ fileName, reason }) => [fileName ?? null, reason.code]),
    title ?? null,
    visibleTo ?? null,
    tags ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}
