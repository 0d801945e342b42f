import type { UsageQuery } from '@shared/contracts';
import { InvalidInput } from '@shared/errors';

/** Days shown where none are asked for. */
const DEFAULT_DAYS = 30;
/** Most days of one answer: a leap year. */
const MAX_DAYS = 366;
const DAY_MS = 86_400_000;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/**
 * The days that a query means, both included, in UTC.
 * @throws {InvalidInput} if they run backwards or are too many.
 */
export function usagePeriod({ from, to }: UsageQuery, now: Date): { from: string; to: string } {
  const last = to ?? (from === undefined ? dayOf(now.getTime()) : dayOf(Math.max(now.getTime(), Date.parse(from))));
  const first = from ?? dayOf(Date.parse(last) - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (days < 1) throw new InvalidInput('from: must not be after "to"');
  if (days > MAX_DAYS) throw new InvalidInput(`to: at most ${MAX_DAYS} days at once; ask for less`);
  return { from: first, to: last };
}
