import { progressLine } from './progress-line.ts';

describe(progressLine.name, () => {
  it.each([
    [0, `${'-'.repeat(24)}]   0 % queued`],
    [0.5, `${'#'.repeat(12)}${'-'.repeat(12)}]  50 % queued`],
    [1, `${'#'.repeat(24)}] 100 % queued`],
  ])('draws %d', (share, drawn) => {
    expect(progressLine('a.pdf', share, 'queued')).toBe(`${'a.pdf'.padEnd(36)} [${drawn}`);
  });

  it('cuts a long name', () => {
    expect(progressLine('n'.repeat(50), 0, 'queued')).toMatch(/^n{33}\.\.\. \[/);
  });
});
