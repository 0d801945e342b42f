import { operatingPoints } from './threshold.ts';

const hit = (text: string) => ({ documentId: 'document-a', title: '', score: 1, text, start: 0, end: 1 });

describe(operatingPoints.name, () => {
  it('counts, at each threshold, covered questions that pass and others that do not', () => {
    const coverage: Record<string, number> = { weak: 0.2, strong: 0.9 };
    const points = operatingPoints(
      [
        { question: 'a', hits: [hit('weak'), hit('strong')], isCovered: true },
        { question: 'b', hits: [hit('weak')], isCovered: true },
        { question: 'c', hits: [hit('weak')], isCovered: false },
        { question: 'd', hits: [], isCovered: false },
      ],
      (_, passages) => passages.map((text) => coverage[text.trim()] ?? 0),
    );
    const at = (threshold: number) => points.find((one) => one.threshold === threshold);

    expect(at(0)).toEqual({ threshold: 0, answered: 1, refused: 0 });
    expect(at(0.1)).toEqual({ threshold: 0.1, answered: 1, refused: 0.5 }); // no hits: strength 0
    expect(at(0.5)).toEqual({ threshold: 0.5, answered: 0.5, refused: 1 });
    expect(at(1)).toEqual({ threshold: 1, answered: 0, refused: 1 });
  });
});
