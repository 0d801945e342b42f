import { metricsOf } from './metrics.ts';

const judgements = new Map([
  ['a', 2],
  ['b', 1],
]);

describe(metricsOf.name, () => {
  it.each([
    ['the ideal ranking', ['a', 'b'], { ndcgAt10: 1, map: 1, recallAt100: 1 }],
    // DCG 2/log2(3) = 1.2619 of the ideal 2 + 1/log2(3) = 2.6309; the one found stands second: precision 1/2, of two.
    ['one, second', ['x', 'a'], { ndcgAt10: 0.4796, map: 0.25, recallAt100: 0.5 }],
    ['nothing', [], { ndcgAt10: 0, map: 0, recallAt100: 0 }],
  ])('%s', (_, ranking, expected) => {
    const metrics = metricsOf(ranking, judgements);

    expect(metrics.ndcgAt10).toBeCloseTo(expected.ndcgAt10, 4);
    expect(metrics.map).toBeCloseTo(expected.map, 6);
    expect(metrics.recallAt100).toBeCloseTo(expected.recallAt100, 6);
  });

  it('looks at ten places for nDCG and at a hundred for recall', () => {
    const late = [...Array.from({ length: 10 }, (_, i) => `x${i}`), 'a'];
    const later = [...Array.from({ length: 100 }, (_, i) => `x${i}`), 'a'];

    expect(metricsOf(late, judgements)).toMatchObject({ ndcgAt10: 0, recallAt100: 0.5 });
    expect(metricsOf(later, judgements)).toMatchObject({ recallAt100: 0 });
  });
});
