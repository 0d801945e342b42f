import type { Caller } from '@shared/identity';
import { callerKey } from '../limits/caller-key.js';

/** Responses whose deployment is remembered; the oldest are forgotten. About 2 MB. */
const MAX_RESPONSES = 10_000;
const RESPONSE_ID = /"id" ?: ?"(resp[\w-]{1,200})"/;

/** Where the state of a response lives: `previous_response_id` can be answered by that deployment only. */
export class ResponseHomes {
  private readonly homes = new Map<string, string>();

  /** Notes the id at the beginning of an answer of `/v1/responses`. */
  note(caller: Caller, head: readonly Buffer[], deployment: string): void {
    const id = RESPONSE_ID.exec(head[0]?.toString('latin1') ?? '')?.[1];
    if (id === undefined) return;
    this.homes.set(`${callerKey(caller)} ${id}`, deployment);
    const [oldest] = this.homes.keys();
    if (this.homes.size > MAX_RESPONSES && oldest !== undefined) this.homes.delete(oldest);
  }

  /** Undefined: not known here; it may be older than this replica, or another's. */
  of(caller: Caller, responseId: string): string | undefined {
    return this.homes.get(`${callerKey(caller)} ${responseId}`);
  }
}
