import { mayRun } from './licence.ts';

describe(mayRun.name, () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['(MIT AND Zlib)', true],
    ['LGPL-3.0', true],
    ['GPL-3.0', false],
    ['AGPL-3.0-only', false],
    ['MIT AND GPL-2.0', false],
    ['UNLICENSED', false],
    ['', false],
  ])('%s: %s', (expression, may) => {
    expect(mayRun(expression)).toBe(may);
  });
});
