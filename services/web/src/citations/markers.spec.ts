import { cutAtMarkers, remarkCitations, withoutMarkers, withoutOpenMarker } from './markers.js';

const upTo = (last: number) => (n: number) => n >= 1 && n <= last;

describe(cutAtMarkers.name, () => {
  it('cuts single, adjacent and grouped markers', () => {
    expect(cutAtMarkers('Yes [1]. Both [1][2], or [1, 3].', upTo(3))).toEqual([
      'Yes ',
      [1],
      '. Both ',
      [1],
      [2],
      ', or ',
      [1, 3],
      '.',
    ]);
  });

  it('leaves numbers alone that name no source', () => {
    expect(cutAtMarkers('In [2024] and [4], a[0]', upTo(3))).toEqual(['In [2024] and [4], a[0]']);
  });

  it('gives nothing for nothing', () => {
    expect(cutAtMarkers('', upTo(3))).toEqual([]);
  });
});

describe(withoutOpenMarker.name, () => {
  it('hides a marker until all of it is there', () => {
    expect(withoutOpenMarker('by the sea [1')).toBe('by the sea');
    expect(withoutOpenMarker('by the sea [')).toBe('by the sea');
    expect(withoutOpenMarker('by the sea [1]')).toBe('by the sea [1]');
    expect(withoutOpenMarker('a list [x')).toBe('a list [x');
  });
});

describe(withoutMarkers.name, () => {
  it('takes every marker out, with the blank before it', () => {
    expect(withoutMarkers('Thirty days [1][2], or ninety [1, 3].')).toBe('Thirty days, or ninety.');
  });
});

describe(remarkCitations.name, () => {
  const words = (value: string) => ({ type: 'text', value });

  it('makes chips of markers and counts the mentions of each source', () => {
    const tree = { type: 'root', children: [{ type: 'paragraph', children: [words('A [1] b [2] c [1]')] }] };
    remarkCitations({ isSource: upTo(2) })(tree);
    const chips = tree.children[0]?.children.filter(({ type }) => type === 'citation');
    expect(chips).toEqual(
      [
        [1, 0],
        [2, 0],
        [1, 1],
      ].map(([dataN, dataNth]) => ({
        type: 'citation',
        children: [],
        data: { hName: 'cite', hProperties: { dataN, dataNth } },
      })),
    );
  });

  it('leaves code and links alone', () => {
    const tree = {
      type: 'root',
      children: [
        { type: 'inlineCode', value: 'a[1]' },
        { type: 'link', children: [words('see [1]')] },
      ],
    };
    const before = structuredClone(tree);
    remarkCitations({ isSource: upTo(2) })(tree);
    expect(tree).toEqual(before);
  });
});
