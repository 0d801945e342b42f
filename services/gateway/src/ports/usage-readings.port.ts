import type { UsageDay } from '@shared/contracts';

/** Reads back what callers used. */
export abstract class UsageReadings {
  /** Everybody of a tenant, by caller and day. @param from first day, `YYYY-MM-DD`. @param to last day. */
  abstract ofTenant(tenantId: string, from: string, to: string): Promise<UsageDay[]>;

  /** Takes a caller's counters away. @returns how many days. */
  abstract erase(tenantId: string, principal: string): Promise<number>;
}
