import { readCsv } from './csv-text.js';

describe(readCsv.name, () => {
  it.each([
    ['commas', 'Plan,Fee\nBasic,12\nPlus,20\n'],
    ['semicolons, as in much of Europe', 'Plan;Fee\nBasic;12\nPlus;20'],
    ['tabs', 'Plan\tFee\nBasic\t12\nPlus\t20'],
    ['line ends of Windows', 'Plan,Fee\r\nBasic,12\r\nPlus,20\r\n'],
  ])('names the columns of each row: %s', (_, raw) => {
    expect(readCsv(raw).text).toBe('Plan | Fee\nPlan: Basic | Fee: 12\nPlan: Plus | Fee: 20');
  });

  it('keeps a record of several lines on one, so that a line is a record', () => {
    expect(readCsv('Plan,Note\nBasic,"two\nlines, ""quoted"""\n\nPlus,x').text.split('\n')).toEqual([
      'Plan | Note',
      'Plan: Basic | Note: two lines, "quoted"',
      '',
      'Plus | x',
    ]);
  });

  it('leaves rows without a head as they are', () => {
    expect(readCsv('2026-01-01,12\n2026-01-02,14').text).toBe('2026-01-01 | 12\n2026-01-02 | 14');
  });

  it('leaves empty cells out and takes more cells than the head has', () => {
    expect(readCsv('Plan,Fee,Since\nBasic,,2020,extra').text).toBe(
      'Plan | Fee | Since\nPlan: Basic | Since: 2020 | extra',
    );
  });

  it('finds its places by line', () => {
    const { text, sections, hasLines } = readCsv('Plan,Fee\nBasic,12');
    expect({ sections, hasLines }).toEqual({
      sections: [{ start: 0, end: text.length, page: null, heading: null }],
      hasLines: true,
    });
  });

  it.each(['', ' \n \n', ',,,\n,,'])('makes nothing of %p', (raw) => {
    expect(readCsv(raw).sections).toEqual([]);
  });
});
