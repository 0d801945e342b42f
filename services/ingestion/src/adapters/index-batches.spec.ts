import { batchesOf } from './index-batches.js';

describe(batchesOf.name, () => {
  it('parts rows at 1,000, the most the service takes', () => {
    const rows = Array.from({ length: 2_001 }, () => ({ deleted: true }));
    // Each row counts 1,024 bytes: 512 of them fill half a megabyte first.
    expect(batchesOf(rows).map(({ length }) => length)).toEqual([512, 512, 512, 465]);
  });

  it('sends a row alone that is larger than a batch', () => {
    const large = { content: 'x'.repeat(200_000) }; // 6 bytes a letter at most: 1.2 MB
    expect(batchesOf([{ content: 'a' }, large, { content: 'b' }]).map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  it('sends nothing for nothing', () => {
    expect(batchesOf([])).toEqual([]);
  });
});
