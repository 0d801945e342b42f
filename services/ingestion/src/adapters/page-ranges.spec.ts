import { pageRanges } from './page-ranges.js';

describe(pageRanges.name, () => {
  it.each([
    [[4], '4'],
    [[1, 2, 3], '1-3'],
    [[1, 2, 5, 7, 8], '1-2,5,7-8'],
  ])('%j is %s', (pages, ranges) => {
    expect(pageRanges(pages)).toBe(ranges);
  });
});
