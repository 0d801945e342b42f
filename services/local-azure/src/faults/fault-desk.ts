import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { CallLedger } from './call-ledger.js';
import {
  BadFault,
  EMULATED_SERVICES,
  FAULT_HEADER,
  faultSchema,
  parseFault,
  type EmulatedService,
  type Fault,
} from './fault.js';

/** A standing order for faults, given by `POST /admin/faults`. */
export const faultRuleSchema = z.strictObject({
  /** Which emulator. Absent: all. */
  service: z.enum(EMULATED_SERVICES).optional(),
  /** Which operation, such as `chat`, `embeddings`, `responses` or `query`. Absent: all. */
  operation: z.string().min(1).max(100).optional(),
  fault: faultSchema,
  /** How many calls it strikes before it is spent. Absent: no end. */
  count: z.int().min(1).optional(),
  /** Which share of the calls it strikes, in per cent, evenly spread and always the same ones. Default 100. */
  percent: z.number().gt(0).max(100).optional(),
});
export type FaultRule = z.infer<typeof faultRuleSchema>;

/** A rule at work. */
export interface StandingRule extends FaultRule {
  readonly id: number;
  /** Calls it has struck so far. */
  struck: number;
}

/**
 * Decides which call goes wrong, and how.
 *
 * A call's own header comes first, then the rules in the order they were made; the first that strikes wins. A rule with
 * a percentage is spread evenly instead of at random (25 % strikes the 4th, 8th, ... call), so that tests repeat.
 * Lives as long as the process; nothing is kept on disk.
 */
export class FaultDesk {
  /** Who called what: the witness of tests. Every `next` counts as one call. */
  readonly ledger = new CallLedger();
  private readonly rules: { rule: StandingRule; credit: number }[] = [];
  private lastId = 0;

  /**
   * The fault of this call, if it is to have one. To be asked exactly once a call, when its operation is known.
   *
   * @param headers the request's own headers object; its identity ties a later disconnect to the operation.
   * @throws {BadFault} (statusCode 400) if the call's own header makes no sense.
   */
  next(service: EmulatedService, operation: string, headers: IncomingHttpHeaders): Fault | undefined {
    const fault = this.ownFault(headers) ?? this.ruledFault(service, operation);
    this.ledger.called(service, operation, headers, fault);
    return fault;
  }

  /** Adds a rule. @throws {BadFault} */
  add(input: unknown): StandingRule {
    const parsed = faultRuleSchema.safeParse(input);
    if (!parsed.success)
      throw new BadFault(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
    const rule = { ...parsed.data, id: ++this.lastId, struck: 0 };
    this.rules.push({ rule, credit: 0 });
    return rule;
  }

  list(): StandingRule[] {
    return this.rules.map(({ rule }) => ({ ...rule }));
  }

  /** Takes one rule away, or all of them. Says whether there was one. */
  remove(id?: number): boolean {
    const before = this.rules.length;
    const kept = id === undefined ? [] : this.rules.filter(({ rule }) => rule.id !== id);
    this.rules.splice(0, before, ...kept);
    return kept.length < before;
  }

  private ownFault(headers: IncomingHttpHeaders): Fault | undefined {
    const header = headers[FAULT_HEADER];
    return typeof header === 'string' && header.trim() !== '' ? parseFault(header) : undefined;
  }

  private ruledFault(service: EmulatedService, operation: string): Fault | undefined {
    for (const entry of this.rules) {
      const { rule } = entry;
      if (rule.service !== undefined && rule.service !== service) continue;
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.count !== undefined && rule.struck >= rule.count) continue;
      entry.credit += rule.percent ?? 100;
      if (entry.credit < 100) continue;
      entry.credit -= 100;
      rule.struck += 1;
      return rule.fault;
    }
    return undefined;
  }
}

export { BadFault, FAULT_HEADER, type EmulatedService, type Fault } from './fault.js';
