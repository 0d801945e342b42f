import { citationLines, placeName } from './citation-line.ts';

const citation = {
  n: 1,
  documentId: '01M7YX3Q2XQQXZXG8N2WSDQPJE',
  title: 'Benefits',
  quote: 'a\n  b ',
  start: 0,
  end: 6,
  answerStart: 9,
  answerEnd: 12,
};

describe(citationLines.name, () => {
  it('says a number and its quote once, in the order of the numbers', () => {
    const lines = citationLines([
      { ...citation, n: 2, lines: [4, 4] },
      { ...citation, page: 3 },
      { ...citation, page: 3, answerStart: 40, answerEnd: 43 },
    ]);

    expect(lines).toEqual(['[1] Benefits, page 3: “a b”', '[2] Benefits, line 4: “a b”']);
  });
});

describe(placeName.name, () => {
  it.each([
    [{ page: 3 }, 'page 3'],
    [{ heading: 'Leave' }, 'under "Leave"'],
    [{ lines: [10, 14] as [number, number] }, 'lines 10-14'],
    [{}, ''],
  ])('names %j', (place, name) => {
    expect(placeName(place)).toBe(name);
  });
});
