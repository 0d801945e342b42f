import { analyze } from '../../search/analysis/analyzer.js';
import { DEFAULT_DIMENSIONS, embed } from './hashed-embedder.js';
import { weightOf } from './word-weights.js';

const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);
const similarity = (a: string, b: string): number => cosine(embed(a), embed(b));

describe(embed.name, () => {
  it.each([8, 512, DEFAULT_DIMENSIONS])('gives %d numbers of unit length', (dimensions) => {
    const vector = embed('Wing loading of a delta wing at Mach 2', dimensions);

    expect(vector).toHaveLength(dimensions);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('gives a text without words the first unit vector', () => {
    expect(Array.from(embed(' … ', 8))).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('makes no difference of case, accents and endings', () => {
    expect(similarity('Résumé claims', 'resume CLAIM')).toBeCloseTo(1, 5);
  });

  it('puts texts closer the more of their words they share', () => {
    const asked = 'dental deductible of the plan';

    const near = similarity(asked, 'the dental deductible is 50 dollars');
    const far = similarity(asked, 'the plan of the garden');
    const strange = similarity(asked, 'penguins swim quickly');

    expect(near).toBeGreaterThan(far);
    expect(far).toBeGreaterThan(strange);
    expect(Math.abs(strange)).toBeLessThan(0.1);
  });

  it.each([
    ['German compounds', 'Krankenversicherung', 'Versicherung'],
    ['Chinese', '法国的首都是巴黎', '首都巴黎'],
    ['Thai', 'เมืองหลวงของฝรั่งเศส', 'เมืองหลวง'],
  ])('finds parts of words: %s', (_, whole, part) => {
    expect(similarity(whole, part)).toBeGreaterThan(0.3);
  });

  it('stays comparable with vectors that are stored already', () => {
    // Pinned on 2026-11-21. A change here means: every index has to be made anew.
    const vector = embed('groundwork', 16);

    expect(Array.from(vector, (x) => Math.round(x * 1_000) + 0)).toEqual(PINNED);
  });
});

const PINNED = [364, 182, 0, -182, 182, 0, 182, -364, -182, 607, 182, 0, 0, 182, 0, 364];

describe(weightOf.name, () => {
  it('weighs a word by how rare it is in prose', () => {
    expect(weightOf('the')).toBe(0.1);
    expect(weightOf('centuri')).toBe(2); // the stem of "century": level 8, steps of 0.25
    expect(weightOf('zyzzyva')).toBe(6.25); // not listed: level 25
  });

  it('knows the little words of other languages', () => {
    for (const word of ['der', 'quelle', 'los', 'и', 'में', 'في', 'waarom']) {
      expect(
        analyze(word, 'query')
          .map(weightOf)
          .every((weight) => weight < 3),
      ).toBe(true);
    }
  });
});
