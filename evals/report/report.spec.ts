import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { svgOf, type Chart } from './chart.ts';
import { readBaseline, writeReport } from './files.ts';
import { figure, htmlOf, linesOf, markdownOf } from './pages.ts';
import { hasPassed, summariesOf, type Findings } from './report.ts';

const chart: Chart = {
  title: 'A <chart>',
  x: { label: 'x', from: 0, to: 1 },
  y: { label: 'y', from: 0, to: 2 },
  lines: [
    {
      label: 'a & b',
      points: [
        [0, 0],
        [1, 2],
      ],
    },
  ],
};
const findings: Findings = {
  title: 'answers <set>',
  facts: ['3 documents'],
  measures: [
    {
      name: 'answered',
      says: 'answered',
      values: new Map([
        ['a', 1],
        ['b', 1],
        ['c', 0],
      ]),
      bar: { side: 'at least', value: 0.7 },
    },
    { name: 'wrong', says: 'wrong', values: new Map([['a', 0]]), bar: { side: 'at most', value: 0 } },
  ],
  checks: [{ says: 'no invention', kept: true }],
  charts: [chart],
  json: {},
};

describe(summariesOf.name, () => {
  it('holds means against bars on either side', () => {
    const [answered, wrong] = summariesOf(findings);

    expect(answered).toMatchObject({ mean: 2 / 3, items: 3, kept: false });
    expect(wrong).toMatchObject({ mean: 0, kept: true });
    expect(hasPassed(findings, summariesOf(findings))).toBe(false);
  });

  it('passes a bar that is met exactly', () => {
    const exact = {
      ...findings,
      measures: [
        { name: 'x', says: 'x', values: new Map([['a', 0.1 + 0.2]]), bar: { side: 'at most', value: 0.3 } as const },
      ],
    };

    expect(hasPassed(exact, summariesOf(exact))).toBe(true);
  });

  it('fails with a check that was not kept, whatever the means', () => {
    const broken = { ...findings, measures: [], checks: [{ says: 'x', kept: false }] };

    expect(hasPassed(broken, [])).toBe(false);
  });

  it('compares with a baseline pair by pair', () => {
    const [answered, wrong] = summariesOf(findings, { answered: { a: 0, b: 1, z: 1 } });

    expect(answered?.baseline).toMatchObject({ difference: 0.5, items: 2 }); // a gained 1, b nothing
    expect(wrong?.baseline).toBeUndefined();
  });
});

describe('the pages', () => {
  const summaries = summariesOf(findings);

  it.each([
    [0.4123, '.412'],
    [1, '1.000'],
    [0, '.000'],
    [-0.02, '-.020'],
  ])('write %d as %s', (value, written) => {
    expect(figure(value)).toBe(written);
  });

  it('tell each figure with its bar, in a terminal, in Markdown and in HTML', () => {
    expect(linesOf(findings, summaries).join('\n')).toMatch(/answered +\.667 .*at least \.700: MISSED/);
    expect(markdownOf(findings, summaries)).toMatch(/\| answered \| \.667 \| .* \| 3 \| at least \.700: MISSED \|/);
    expect(markdownOf(findings, summaries)).toContain('(chart-1.svg)');
    expect(htmlOf(findings, summaries)).toContain('<h1>answers &lt;set&gt;</h1>');
    expect(htmlOf(findings, summaries)).toContain('<svg ');
  });

  it('draw lines where their points are', () => {
    // Inner area 56..624 by 40..316: (0, 0) is its lower left corner and (1, 2) its upper right one.
    expect(svgOf(chart)).toContain('points="56,316 624,40"');
    expect(svgOf(chart)).toContain('a &amp; b');
  });

  it('are written to a folder, with a baseline that a later run can read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'groundwork-report-'));
    await writeReport(folder, findings, summaries);

    expect((await readdir(folder)).toSorted()).toEqual(['baseline.json', 'chart-1.svg', 'report.html', 'report.md']);
    expect(await readBaseline(join(folder, 'baseline.json'))).toEqual({
      answered: { a: 1, b: 1, c: 0 },
      wrong: { a: 0 },
    });
    await expect(readBaseline(join(folder, 'none.json'))).rejects.toThrow('no baseline');
    await rm(folder, { recursive: true });
  });
});
