import { RequestAllowance } from './request-allowance.js';

describe(RequestAllowance.name, () => {
  it('counts down within a minute and starts anew in the next', () => {
    const allowance = new RequestAllowance();
    const remaining = (nowMs: number): string | undefined => allowance.spend(nowMs)['x-ratelimit-remaining-requests'];

    expect([remaining(0), remaining(59_999), remaining(60_000)]).toEqual(['99999', '99998', '99999']);
  });

  it('says when the minute ends, in seconds', () => {
    expect(new RequestAllowance().spend(58_500)['x-ratelimit-reset-requests']).toBe('2'); // 1.5 s, rounded up
  });
});
