import { StoresReadiness } from './stores-readiness.js';

const answers = () => Promise.resolve();
const fails = () => Promise.reject(new Error('away'));
/** Ends only with its signal, as a store that accepts a connection and says nothing. */
const silent = (signal: AbortSignal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

describe(StoresReadiness.name, () => {
  it.each([
    ['when every store answers', [answers, answers], true],
    ['not when one fails', [answers, fails], false],
    ['not when one is silent', [answers, silent], false],
  ])('is reachable %s', async (_, pings, reachable) => {
    expect(await new StoresReadiness(pings).isReachable()).toBe(reachable);
  });
});
