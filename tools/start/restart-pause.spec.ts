import { RestartPause } from './restart-pause.ts';

describe(RestartPause.name, () => {
  it('doubles from half a second to half a minute while lives are short', () => {
    const pause = new RestartPause();

    const pausesMs = Array.from({ length: 9 }, () => pause.after(59_999));

    expect(pausesMs).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('begins again after a life of a minute', () => {
    const pause = new RestartPause();
    pause.after(10);
    pause.after(10);

    expect([pause.after(60_000), pause.after(10)]).toEqual([500, 1_000]);
  });
});
