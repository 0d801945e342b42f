import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { SPEED_UPS, spedUp } from './pdf-speed.js';

const beside = createRequire(createRequire(import.meta.url).resolve('pdf-parse'));
const sourceOf = (file: string): string => readFileSync(beside.resolve(`pdfjs-dist/legacy/build/${file}`), 'utf8');

describe(spedUp.name, () => {
  // Goes red when another version of pdf.js comes in, and the reading would silently be half as fast.
  it.each(SPEED_UPS)('finds its place in the pdf.js that is installed: $name', ({ file, find }) => {
    expect(sourceOf(file).split(find)).toHaveLength(2);
  });

  it('leaves a source it does not know as it is', () => {
    expect(spedUp('pdf.worker.mjs', 'export const other = 1;')).toBe('export const other = 1;');
  });

  it('gives the place of a character that two multiplied matrices give', () => {
    // (2 0 0 3 5 7) x (1 2 3 4 5 6) x (10 0 0 10 0 1): worked out by the rule of PDF 32000, 8.3.4.
    const body = SPEED_UPS[0]?.put ?? '';
    const place = compileFunction(body, ['textState', 'tsm']) as (state: object, tsm: number[]) => number[];
    const state = { ctm: [2, 0, 0, 3, 5, 7], textMatrix: [1, 2, 3, 4, 5, 6] };

    // Inner: 1x10, 2x10, 3x10, 4x10, 3x1+5, 4x1+6 = 10 20 30 40 8 10; outer: 2x10, 3x20, 2x30, 3x40, 2x8+5, 3x10+7.
    expect(place(state, [10, 0, 0, 10, 0, 1])).toEqual([20, 60, 60, 120, 21, 37]);
  });
});
