import { choose } from './choice.js';
import { DeploymentState } from './deployment-state.js';
import { deploymentLike } from '../../test/deployments.js';

const state = (name: string, fields: object = {}): DeploymentState =>
  new DeploymentState(deploymentLike({ name, ...fields }), () => 0);
const names = (states: readonly DeploymentState[], times: number, preference = {}): string =>
  Array.from({ length: times }, () => choose(states, 0, 0, preference)?.deployment.name).join('');

describe(choose.name, () => {
  it('goes round smoothly, each as often as its weight says', () => {
    // Weights 5, 1, 1, nginx's own example: a a b a c a a
    expect(names([state('a', { weight: 5 }), state('b'), state('c')], 7)).toBe('aabacaa');
  });

  it('spills over to the next priority only while nothing of the first is free', () => {
    const [first, second] = [state('p'), state('s', { priority: 2 })];
    expect(names([second, first], 3)).toBe('ppp');
    first.throttle(0, 1_000);
    expect(names([second, first], 2)).toBe('ss');
    expect(choose([second, first], 1_000, 0, {})).toBe(first);
  });

  it('leaves a deployment alone that is throttled, open, refusing us or full', () => {
    const [throttled, open, refusing, full] = [state('t'), state('o'), state('r'), state('f', { maxConcurrent: 1 })];
    throttled.throttle(0, 1);
    open.breaker.failed(0, false, true);
    refusing.refuse(0);
    full.enter(0, 0, false);
    expect(choose([throttled, open, refusing, full], 0, 0, {})).toBeUndefined();
  });

  it('looks for room in the quota first, and does not refuse where there is none', () => {
    const [small, large] = [state('s', { tokensPerMinute: 100 }), state('l', { priority: 2, tokensPerMinute: 1_000 })];
    expect(choose([small, large], 0, 100, {})).toBe(small);
    small.enter(0, 100, false);
    expect(choose([small, large], 0, 1, {})).toBe(large);
    expect(choose([small, large], 0, 2_000, {})).toBe(small);
    expect(choose([small, large], 60_000, 100, {})).toBe(small); // another minute
  });

  it('keeps to a pin while it is free and nothing of a better priority is', () => {
    const [a, b, spare] = [state('a'), state('b'), state('c', { priority: 2 })];
    expect(names([a, b, spare], 3, { pin: 'b' })).toBe('bbb');
    expect(names([a, b, spare], 1, { pin: 'c' })).not.toBe('c');
    b.throttle(0, 1);
    expect(names([a, b, spare], 2, { pin: 'b' })).toBe('aa');
  });

  it('gives nobody else to a call whose state lives at one deployment', () => {
    const [a, b] = [state('a'), state('b')];
    expect(names([a, b], 3, { pin: 'b', isStrict: true })).toBe('bbb');
    b.throttle(0, 1);
    expect(choose([a, b], 0, 0, { pin: 'b', isStrict: true })).toBeUndefined();
  });

  it('leads a session to the same deployment, and moves only its own when one goes', () => {
    const states = ['a', 'b', 'c'].map((name) => state(name));
    const sessions = Array.from({ length: 60 }, (_, i) => `session-${i}`);
    const home = new Map(sessions.map((session) => [session, names(states, 1, { session })]));
    expect(new Set(home.values()).size).toBe(3);

    const left = states.filter(({ deployment }) => deployment.name !== 'c');
    for (const [session, name] of home) {
      if (name !== 'c') expect(names(left, 1, { session })).toBe(name);
    }
  });
});
