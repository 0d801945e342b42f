import { longPdf, marker } from './long-pdf.ts';
import { quantile } from './quantile.ts';

describe(quantile.name, () => {
  it.each([
    [0.5, 2],
    [0.95, 4],
    [1, 4],
  ])('takes the nearest rank of %d', (share, value) => {
    expect(quantile([1, 2, 3, 4], share)).toBe(value); // ranks 2, 4 and 4 of four
  });

  it('is 0 of nothing', () => {
    expect(quantile([], 0.5)).toBe(0);
  });
});

describe(longPdf.name, () => {
  it('makes a PDF of so many pages, new for each run', async () => {
    const [one, other] = [await longPdf(3, 'ra'), await longPdf(3, 'rb')];

    expect(one.subarray(0, 5).toString()).toBe('%PDF-');
    expect(one.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(3);
    expect(one.equals(other)).toBe(false);
    expect(marker(3, 'ra')).not.toBe(marker(3, 'rb'));
  });
});
