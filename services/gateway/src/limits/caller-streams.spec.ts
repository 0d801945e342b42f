import { CallerStreams } from './caller-streams.js';
import { TooManyStreams } from './errors.js';

describe(CallerStreams.name, () => {
  it('lets each caller hold as many as they may, and no more', () => {
    const streams = new CallerStreams(2);
    streams.enter('ann');
    streams.enter('ann');
    streams.enter('bob');

    expect(() => streams.enter('ann')).toThrow(TooManyStreams);
  });

  it('gives a place back once, however often it is told', () => {
    const streams = new CallerStreams(2);
    const leave = streams.enter('ann');
    streams.enter('ann');
    leave();
    leave();
    streams.enter('ann');

    expect(() => streams.enter('ann')).toThrow(TooManyStreams);
  });

  it('remembers nobody who has no stream open', () => {
    const streams = new CallerStreams(2);
    const leaves = [streams.enter('ann'), streams.enter('ann'), streams.enter('bob')];
    expect(streams.callers).toBe(2);
    for (const leave of leaves) leave();
    expect(streams.callers).toBe(0);
  });

  it('is off at 0', () => {
    const streams = new CallerStreams(0);
    for (let i = 0; i < 1_000; i++) streams.enter('ann');
    expect(streams.callers).toBe(1);
  });
});
