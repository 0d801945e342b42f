import { Slots } from './slots.js';

describe(Slots.name, () => {
  it('lets no more run at once than there are places, in the order in which they came', async () => {
    const slots = new Slots(2);
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const runs = [0, 1, 2, 3].map((n) =>
      slots.run(async () => {
        begun.push(n);
        await new Promise<void>((end) => ends.push(end));
        return n;
      }),
    );
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);

    ends[1]?.();
    await runs[1];
    await Promise.resolve();
    expect(begun).toEqual([0, 1, 2]);

    ends[0]?.();
    ends[2]?.();
    await Promise.all([runs[0], runs[2]]);
    await Promise.resolve();
    ends[3]?.();
    expect(await Promise.all(runs)).toEqual([0, 1, 2, 3]);
  });

  it('gives the place of a failure back, and lets nobody wait who has left', async () => {
    const slots = new Slots(1);
    await expect(slots.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    let end = (): void => undefined;
    const first = slots.run(() => new Promise<void>((done) => (end = done)));
    const leaving = new AbortController();
    const left = slots.run(() => Promise.resolve('never'), leaving.signal);
    const third = slots.run(() => Promise.resolve('third'));

    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    end();
    await first;

    expect(await third).toBe('third');
  });
});
