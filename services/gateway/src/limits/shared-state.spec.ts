import { Logger } from '@nestjs/common';
import { SharedState } from './shared-state.js';

describe(SharedState.name, () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  let now = 0;
  let misses = 0;
  const state = (): SharedState =>
    new SharedState(
      () => (misses += 1),
      () => now,
    );
  const away = (): Promise<never> => Promise.reject(new Error('connection refused'));
  beforeEach(() => {
    now = 0;
    misses = 0;
  });

  it('hands an answer on', async () => {
    await expect(state().ask(() => Promise.resolve('here'))).resolves.toBe('here');
    expect(misses).toBe(0);
  });

  it('does without an answer that takes too long', async () => {
    await expect(state().ask(() => new Promise(() => undefined))).resolves.toBeUndefined();
    expect(misses).toBe(1);
  });

  it('asks nobody for a second after a failure, so that no request waits', async () => {
    const shared = state();
    await shared.ask(away);
    const asked = jest.fn(() => Promise.resolve('here'));

    now = 999;
    await expect(shared.ask(asked)).resolves.toBeUndefined();
    expect(asked).not.toHaveBeenCalled();

    now = 1_000;
    await expect(shared.ask(asked)).resolves.toBe('here');
    await expect(shared.ask(asked)).resolves.toBe('here');
    expect(misses).toBe(2);
  });

  it('lets one of many find out whether it is back, while the others go on without', async () => {
    const shared = state();
    await shared.ask(away);
    now = 1_000;
    const asked = jest.fn(() => Promise.resolve('here'));

    const answers = await Promise.all(Array.from({ length: 50 }, () => shared.ask(asked)));

    expect(asked).toHaveBeenCalledTimes(1);
    expect(answers.filter((answer) => answer === 'here')).toHaveLength(1);
  });

  it('rests again after a trial that failed', async () => {
    const shared = state();
    await shared.ask(away);
    now = 1_000;
    await shared.ask(away);
    now = 1_999;
    await expect(shared.ask(() => Promise.resolve('here'))).resolves.toBeUndefined();
  });
});
