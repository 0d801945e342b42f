import { pagesIn } from './page-ranges.js';

describe(pagesIn.name, () => {
  it.each([
    ['1', [1]],
    ['2-4', [2, 3, 4]],
    ['5,1-2', [1, 2, 5]],
    ['1-3,2-3', [1, 2, 3]],
    ['4-99', [4, 5]],
    ['9', []],
    ['0', undefined],
    ['3-1', undefined],
    ['1,', undefined],
    ['one', undefined],
  ])('%s of five pages', (ranges, pages) => {
    expect(pagesIn(ranges, 5)).toEqual(pages);
  });
});
