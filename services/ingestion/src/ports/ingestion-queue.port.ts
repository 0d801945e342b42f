/** Says: look at this document and do what its row asks for. */
export interface WorkItem {
  readonly tenantId: string;
  readonly documentId: string;
}

/**
 * Which of two lines a message stands in. Whoever uploads very much at once stands in `bulk`, so that a single
 * document of somebody else does not wait behind all of it.
 */
export type Lane = 'express' | 'bulk';

/** A message in hand: nobody else gets it until its lease ends. */
export interface LeasedWork {
  /** The message's own name: the same each time it is handed out, another for every message. */
  readonly id: string;
  readonly item: WorkItem;
  /** How many times it has been handed out, this time included. */
  readonly deliveries: number;
  /** Those of them that count as tries: a holder who died does, one who handed it back without fault does not. */
  readonly tries: number;
  /** Keeps it in hand for another lease. @throws {LeaseLost} if it is somebody else's by now. */
  renew(): Promise<void>;
  /** Work is done: the message goes. */
  complete(): Promise<void>;
  /** Hands it back, to be taken again after a pause, in seconds; this was a try that failed. */
  handBack(afterSeconds: number): Promise<void>;
  /** Hands it back likewise, but this was no try: nothing is wrong with the document. */
  postpone(afterSeconds: number): Promise<void>;
  /** Lays it aside for a person to look at. */
  poison(): Promise<void>;
}

/** The message went to somebody else because its lease ran out. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * What waits to be done.
 *
 * Contract, kept by every adapter and checked by `describeIngestionQueue`:
 * - a message is handed out at least once, and not to two at a time while its lease is renewed;
 * - a message that is neither completed nor renewed comes back;
 * - an unreadable message is laid aside, never handed out.
 */
export abstract class IngestionQueue {
  /** Makes what the queue needs, once. A repeat changes nothing. */
  abstract prepare(): Promise<void>;

  /** @param lane default `express`. */
  abstract send(item: WorkItem, lane?: Lane): Promise<void>;

  /** One message, or undefined when none waits. @param first the lane that is looked at first. Default `express`. */
  abstract take(first?: Lane): Promise<LeasedWork | undefined>;

  /** Messages waiting or in hand in both lanes, roughly. */
  abstract depth(): Promise<number>;

  /** When the message was sent that has waited longest and is not in hand; undefined when none waits. */
  abstract oldestWaiting(): Promise<Date | undefined>;

  /** How long a message stays in hand without being renewed, in seconds. */
  abstract readonly leaseSeconds: number;

  /** Whether the queue answers, within a second. Never throws. */
  abstract isReachable(): Promise<boolean>;
}
