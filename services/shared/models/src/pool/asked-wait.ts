/** Headers by lower-case name. */
export type HeaderBag = Readonly<Record<string, string | string[] | undefined>>;

/** The hold where a server names none, in milliseconds. */
const DEFAULT_WAIT_MS = 10_000;
/** Limits of a hold, in milliseconds: gateway design 6.2. */
const MIN_WAIT_MS = 250;
const MAX_WAIT_MS = 120_000;
const SECOND_MS = 1_000;

const RESETS = ['x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens'];

/**
 * How long a throttled deployment is to be left alone, in milliseconds, 250 to 120,000: `retry-after-ms`,
 * `x-ms-retry-after-ms`, `retry-after` (seconds or an HTTP date), the smaller `x-ratelimit-reset-*`, 10 s.
 *
 * @param now milliseconds since the epoch.
 */
export function askedWaitMs(headers: HeaderBag, now: number): number {
  const asked =
    milliseconds(headers['retry-after-ms']) ??
    milliseconds(headers['x-ms-retry-after-ms']) ??
    retryAfter(headers['retry-after'], now) ??
    smallestReset(headers) ??
    DEFAULT_WAIT_MS;
  return Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, asked));
}

const text = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value)?.trim() || undefined;

function milliseconds(value: string | string[] | undefined): number | undefined {
  const number = Number(text(value) ?? Number.NaN);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function retryAfter(value: string | string[] | undefined, now: number): number | undefined {
  const seconds = milliseconds(value);
  if (seconds !== undefined) return seconds * SECOND_MS;
  const date = Date.parse(text(value) ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function smallestReset(headers: HeaderBag): number | undefined {
  const waits = RESETS.map((name) => duration(text(headers[name]))).filter((ms) => ms !== undefined);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: SECOND_MS, m: 60 * SECOND_MS, h: 3_600 * SECOND_MS };

/** Azure writes `10` (seconds), OpenAI `6m0s` or `120ms`. */
function duration(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * SECOND_MS;
  const parts = Array.from(value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g));
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== value) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}
