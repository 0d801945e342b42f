import { NotRunning, Refused } from '../../tools/client/faults.ts';
import { concurrently } from './concurrently.ts';
import { patiently } from './patience.ts';

describe(concurrently.name, () => {
  it('keeps the order of the items and the number at once', async () => {
    let running = 0;
    let most = 0;
    const doubled = await concurrently([1, 2, 3, 4, 5], 2, async (item) => {
      most = Math.max(most, (running += 1));
      await new Promise((next) => setImmediate(next));
      running -= 1;
      return item * 2;
    });

    expect(doubled).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(2);
  });

  it('ends with the first failure', async () => {
    await expect(concurrently([1, 2], 1, (item) => Promise.reject(new Error(`no ${item}`)))).rejects.toThrow('no 1');
  });
});

describe(patiently.name, () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['performance'] }));
  afterEach(() => jest.useRealTimers());

  it.each([new Refused(429, 'rate_limited', ''), new Refused(503, 'not_ready', ''), new NotRunning('http://x')])(
    'asks again after %s',
    async (fault) => {
      const request = jest.fn().mockRejectedValueOnce(fault).mockResolvedValueOnce('there');
      const asked = patiently(request as () => Promise<string>);
      await jest.advanceTimersByTimeAsync(500);

      expect(await asked).toBe('there');
      expect(request).toHaveBeenCalledTimes(2);
    },
  );

  it('does not repeat what will not pass', async () => {
    const request = jest.fn().mockRejectedValue(new Refused(400, 'invalid', 'no'));

    await expect(patiently(request as () => Promise<string>)).rejects.toThrow('no');
    expect(request).toHaveBeenCalledTimes(1);
  });
});
