import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from '../../tools/cannot-start.ts';
import { svgOf } from './chart.ts';
import { htmlOf, markdownOf } from './pages.ts';
import { baselineOf, type Baseline, type Findings, type Summary } from './report.ts';

/** Writes `report.md`, `report.html`, its charts and `baseline.json` (for `--baseline` of a later run) into a folder. */
export async function writeReport(folder: string, findings: Findings, summaries: readonly Summary[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files: Record<string, string> = {
    'report.md': markdownOf(findings, summaries),
    'report.html': htmlOf(findings, summaries),
    'baseline.json': `${JSON.stringify(baselineOf(findings))}\n`,
  };
  findings.charts.forEach((chart, i) => (files[`chart-${i + 1}.svg`] = `${svgOf(chart)}\n`));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

/** @throws {CannotStart} if there is no baseline in the file. */
export async function readBaseline(file: string): Promise<Baseline> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Baseline;
  } catch {
    throw new CannotStart(`There is no baseline in ${file}: give the baseline.json of an earlier report.`);
  }
}
