import type { IncomingHttpHeaders } from 'node:http';
import type { EmulatedService, Fault } from './fault.js';

/** How one operation fared since the process started or the ledger was cleared. */
export interface CallCount {
  readonly service: EmulatedService;
  readonly operation: string;
  /** Calls that arrived. */
  calls: number;
  /** Calls that were given a fault. */
  faults: number;
  /** Calls whose client left before the answer was complete. */
  aborted: number;
}

/** Counts calls by operation: what tests look at to see who was asked, how often, and whether a stop got through. */
export class CallLedger {
  private readonly counts = new Map<string, CallCount>();
  /** Which operation a request turned out to be, by its headers object: routes know that, connection hooks do not. */
  private readonly open = new WeakMap<IncomingHttpHeaders, { count: CallCount; fault: Fault | undefined }>();

  called(service: EmulatedService, operation: string, headers: IncomingHttpHeaders, fault: Fault | undefined): void {
    const key = `${service} ${operation}`;
    const count = this.counts.get(key) ?? { service, operation, calls: 0, faults: 0, aborted: 0 };
    this.counts.set(key, count);
    count.calls += 1;
    if (fault !== undefined) count.faults += 1;
    this.open.set(headers, { count, fault });
  }

  /** The connection of a request closed before its answer was complete. A cut of our own making is not an abort. */
  closedEarly(headers: IncomingHttpHeaders): void {
    const call = this.open.get(headers);
    if (call !== undefined && call.fault?.kind !== 'cut') call.count.aborted += 1;
  }

  list(): CallCount[] {
    return Array.from(this.counts.values(), (count) => ({ ...count }));
  }

  clear(): void {
    this.counts.clear();
  }
}
