import { severityOf } from './severity.js';

describe(severityOf.name, () => {
  it.each([
    ['Violence', 'How to build a pipe bomb', 6],
    ['Violence', 'I will kill him', 4],
    ['Violence', 'It was a massacre', 2],
    ['SelfHarm', 'I want to hurt myself', 4],
    ['Hate', 'We hate all foreigners', 4],
    ['Sexual', 'an explicit sex scene', 4],
    ['Violence', 'The kill switch stops the engine', 0],
    ['Hate', 'I hate Mondays', 0],
  ] as const)('%s: %s is %d', (category, text, severity) => {
    expect(severityOf(category, text)).toBe(severity);
  });
});
