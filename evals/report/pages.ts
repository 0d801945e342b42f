import { escaped, svgOf } from './chart.ts';
import { SIGNIFICANT_BELOW, type Comparison } from '../statistics/paired.ts';
import type { Bar, Findings, Summary } from './report.ts';

/** `.412`, as tables of retrieval figures write it; `1.000`. */
export const figure = (value: number): string => value.toFixed(3).replace(/^(-?)0\./, '$1.');

/** The figures in lines, for a terminal. */
export function linesOf({ facts, checks }: Findings, summaries: readonly Summary[]): string[] {
  const width = Math.max(0, ...summaries.map(({ says }) => says.length));
  return [
    ...facts,
    ...summaries.map(({ says, mean, low, high, items, bar, kept, baseline }) =>
      [
        `${says.padEnd(width)}  ${figure(mean)}  [${figure(low)}, ${figure(high)}]  of ${items}`,
        bar ? `(${barOf(bar)}: ${kept ? 'passed' : 'MISSED'})` : '',
        baseline ? `(baseline ${comparisonOf(baseline)})` : '',
      ]
        .filter(Boolean)
        .join('  '),
    ),
    ...checks.map(({ says, kept }) => `${says}: ${kept ? 'passed' : 'MISSED'}`),
  ];
}

/** The report as Markdown; its charts stand beside it as `chart-1.svg` and so on. */
export function markdownOf(findings: Findings, summaries: readonly Summary[]): string {
  const { title, facts, checks, charts } = findings;
  const rows = summaries.map((summary) => `| ${cellsOf(summary).join(' | ')} |`);
  return [
    `# ${title}`,
    '',
    ...facts.map((fact) => `- ${fact}`),
    '',
    `| ${HEAD.join(' | ')} |`,
    `| ${HEAD.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    ...checks.map(({ says, kept }) => `- ${says}: ${kept ? 'passed' : 'MISSED'}`),
    ...charts.flatMap((chart, i) => ['', `![${chart.title}](chart-${i + 1}.svg)`]),
    '',
  ].join('\n');
}

/** The report as one HTML file that needs nothing else. */
export function htmlOf(findings: Findings, summaries: readonly Summary[]): string {
  const { title, facts, checks, charts } = findings;
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>`,
    '<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}',
    'td,th{border:1px solid #ccc;padding:.25rem .5rem;text-align:left}svg{max-width:100%;height:auto}</style></head><body>',
    `<h1>${escaped(title)}</h1>`,
    `<ul>${facts.map((fact) => `<li>${escaped(fact)}</li>`).join('')}</ul>`,
    `<table>${row(HEAD, 'th')}${summaries.map((summary) => row(cellsOf(summary), 'td')).join('\n')}</table>`,
    `<ul>${checks.map(({ says, kept }) => `<li>${escaped(says)}: ${kept ? 'passed' : 'MISSED'}</li>`).join('')}</ul>`,
    ...charts.map(svgOf),
    '</body></html>',
    '',
  ].join('\n');
}

const HEAD = ['measure', 'mean', '95 % interval', 'items', 'bar', 'against the baseline'];

function cellsOf({ says, mean, low, high, items, bar, kept, baseline }: Summary): string[] {
  return [
    says,
    figure(mean),
    `${figure(low)} to ${figure(high)}`,
    String(items),
    bar ? `${barOf(bar)}: ${kept ? 'passed' : 'MISSED'}` : '',
    baseline ? comparisonOf(baseline) : '',
  ];
}

const barOf = ({ side, value }: Bar): string => `${side} ${figure(value)}`;

function comparisonOf({ difference, p, items }: Comparison): string {
  const sign = difference > 0 ? '+' : '';
  const verdict = p < SIGNIFICANT_BELOW ? 'significant' : 'not significant';
  return `${sign}${figure(difference)} over ${items}, p = ${figure(p)}, ${verdict}`;
}
