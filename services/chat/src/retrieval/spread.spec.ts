import { spread } from './spread.js';

const items = (order: string) => Array.from(order, (documentId, place) => ({ documentId, place }));
const shown = (list: readonly { documentId: string }[]): string => list.map(({ documentId }) => documentId).join('');

describe(spread.name, () => {
  it.each([
    ['what is beyond the share of one document goes behind the others', 'aaaabac', 2, 'aabcaaa'],
    ['nobody is beyond it', 'abcab', 2, 'abcab'],
    ['there is only one document', 'aaaa', 2, 'aaaa'],
    ['there is nothing', '', 2, ''],
  ])('%s', (_, order, most, expected) => {
    expect(shown(spread(items(order), most))).toBe(expected);
  });

  it('keeps the order of each document and leaves nothing out', () => {
    const places = spread(items('aabaa'), 1).map(({ place }) => place);
    expect(places).toEqual([0, 2, 1, 3, 4]);
  });
});
