import { askedWaitMs } from './asked-wait.js';

const NOW = Date.parse('2026-11-25T12:00:00Z');

describe(askedWaitMs.name, () => {
  it.each([
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
    [{ 'x-ms-retry-after-ms': '700', 'retry-after': '9' }, 700],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Wed, 25 Nov 2026 12:00:20 GMT' }, 20_000],
    [{ 'retry-after': 'soon', 'x-ratelimit-reset-requests': '12', 'x-ratelimit-reset-tokens': '3' }, 3_000],
    [{ 'x-ratelimit-reset-requests': '1m2s' }, 62_000],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, 120_000], // 360 s, held to the most
    [{ 'x-ratelimit-reset-tokens': '850ms' }, 850],
    [{ 'x-ratelimit-reset-tokens': 'tomorrow' }, 10_000],
    [{}, 10_000],
    [{ 'retry-after-ms': '1' }, 250], // the least
    [{ 'retry-after': '0' }, 250],
    [{ 'retry-after': '3600' }, 120_000], // the most
    [{ 'retry-after': 'Wed, 25 Nov 2026 11:00:00 GMT' }, 250], // past
  ])('%j is %d ms', (headers, ms) => {
    expect(askedWaitMs(headers, NOW)).toBe(ms);
  });
});
