/** Says: look at this document and do what its row asks for. */
export interface WorkItem {
  readonly tenantId: string;
  readonly documentId: string;
}

/** A message in hand: nobody else gets it until its lease ends. */
export interface LeasedWork {
  readonly item: WorkItem;
  /** How many times it has been handed out, this time included. */
  readonly deliveries: number;
  /** Keeps it in hand for another lease. @throws {LeaseLost} if it is somebody else's by now. */
  renew(): Promise<void>;
  /** Work is done: the message goes. */
  complete(): Promise<void>;
  /** Hands it back, to be taken again after a pause, in seconds. */
  handBack(afterSeconds: number): Promise<void>;
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

  /** @param afterSeconds nobody sees it before. Default 0. */
  abstract send(item: WorkItem, afterSeconds?: number): Promise<void>;

  /** One message, or undefined when none waits. */
  abstract take(): Promise<LeasedWork | undefined>;

  /** Messages waiting or in hand, roughly. */
  abstract depth(): Promise<number>;

  /** How long a message stays in hand without being renewed, in seconds. */
  abstract readonly leaseSeconds: number;

  /** Whether the queue answers, within a second. Never throws. */
  abstract isReachable(): Promise<boolean>;
}
