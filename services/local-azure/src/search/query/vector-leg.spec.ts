import { EngineFixture, PASSAGES, hitsOf } from '../../../test/search-fixture.js';
import type { JsonObject } from '../json.js';

const query = (vector: number[], more = {}) => ({ kind: 'vector', vector, fields: 'contentVector', k: 3, ...more });
const scores = (answer: JsonObject) =>
  hitsOf(answer).map((hit) => [hit.id, Number(Number(hit['@search.score']).toFixed(6))]);

describe('the vector leg', () => {
  let fixture: EngineFixture;
  beforeAll(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index(
      { id: 'x', tenantId: 't', contentVector: [1, 0, 0] },
      { id: 'y', tenantId: 'u', contentVector: [0, 2, 0] },
      { id: 'xy', tenantId: 'u', contentVector: [1, 1, 0] },
      { id: 'none', tenantId: 'u' },
    );
  });
  afterAll(() => fixture.close());

  it('scores 1 / (1 + distance): 1 for the same direction, 1/2 for a right angle', () => {
    // xy: cos = 0.707107, 1 / (1 + 0.292893) = 0.773459
    expect(scores(fixture.search({ vectorQueries: [query([3, 0, 0])] }))).toEqual([
      ['x', 1],
      ['xy', 0.773459],
      ['y', 0.5],
    ]);
  });

  it('stops at k', () => {
    expect(fixture.ids({ vectorQueries: [query([1, 0, 0], { k: 1 })] })).toEqual(['x']);
  });

  it('filters before it takes the nearest, unless told to do it after', () => {
    const body = { filter: "tenantId eq 'u'", vectorQueries: [query([1, 0, 0], { k: 1 })] };
    expect(fixture.ids(body)).toEqual(['xy']);
    expect(fixture.ids({ ...body, vectorFilterMode: 'postFilter' })).toEqual([]);
  });

  it('fuses with the text: 1/60 from one list, weight / 60 from the other', () => {
    fixture.index({ id: 'text', content: 'banana' });
    const answer = fixture.search({ search: 'banana', vectorQueries: [query([1, 0, 0], { k: 1, weight: 0.5 })] });
    expect(hitsOf(answer).map((hit) => [hit.id, hit['@search.score']])).toEqual([
      ['text', Math.fround(1 / 60)],
      ['x', Math.fround(0.5 / 60)],
    ]);
  });

  it('fuses two vectors without a text', () => {
    const answer = fixture.search({
      vectorQueries: [query([1, 0, 0], { k: 1 }), query([0, 1, 0], { k: 1, weight: 3 })],
    });
    expect(scores(answer)).toEqual([
      ['y', 0.05],
      ['x', 0.016667],
    ]);
  });

  it('follows a change of a vector, and its end', () => {
    fixture.index({ '@search.action': 'merge', id: 'none', contentVector: [0, 0, 1] });
    expect(fixture.ids({ vectorQueries: [query([0, 0, 1], { k: 1 })] })).toEqual(['none']);
    fixture.index({ '@search.action': 'merge', id: 'none', contentVector: [] });
    expect(fixture.ids({ vectorQueries: [query([0, 0, 1])] })).not.toContain('none');
  });

  it.each([
    [
      query([1, 0]),
      "has a length of '2'. Query vector length must match the dimensionality of the field 'contentVector', which is '3'.",
    ],
    [query([1, 0, 0], { fields: 'content' }), "The field 'content' in the vector field list is not a vector field"],
    [query([1, 0, 0], { fields: '' }), 'must name at least one field'],
    [{ kind: 'text', text: 'x', fields: 'contentVector' }, 'does not emulate vector queries of kind'],
  ])('refuses %j', (vectorQuery, message) => {
    expect(fixture.refusal({ vectorQueries: [vectorQuery] })).toContain(message);
  });
});

describe('binary codes first', () => {
  /** 4,000 vectors of 2,048 numbers are 31 MiB: above what is compared exactly. */
  const DIMENSIONS = 2_048;
  const COUNT = 4_000;

  it('finds the neighbours that an exhaustive search finds', () => {
    const fixture = new EngineFixture();
    const fields = [
      { name: 'id', type: 'Edm.String', key: true, searchable: false },
      { name: 'parity', type: 'Edm.Int32' },
      { name: 'contentVector', type: 'Collection(Edm.Single)', dimensions: DIMENSIONS, vectorSearchProfile: 'profile' },
    ];
    fixture.createIndex({ name: 'passages', fields, vectorSearch: PASSAGES.vectorSearch });
    // Document n has ones at n and n + 1: its neighbours are n - 1 and n + 1 (cos 0.5), all others are at right angles.
    const vectorOf = (at: number) =>
      Array.from({ length: DIMENSIONS }, (_, place) => (place === at % 2_000 || place === (at % 2_000) + 1 ? 1 : 0));
    for (let from = 0; from < COUNT; from += 1_000) {
      fixture.index(
        ...Array.from({ length: 1_000 }, (_, at) => ({
          id: `d${from + at}`,
          parity: (from + at) % 2,
          contentVector: vectorOf(from + at),
        })),
      );
    }
    const found = (more = {}, body = {}) =>
      fixture.ids({ ...body, select: 'id', vectorQueries: [query(vectorOf(500), { k: 6, ...more })] }).toSorted();
    expect(found()).toEqual(found({ exhaustive: true }));
    expect(found()).toEqual(['d2499', 'd2500', 'd2501', 'd499', 'd500', 'd501']);
    expect(found({ k: 2 }, { filter: 'parity eq 0' })).toEqual(['d2500', 'd500']);
    fixture.close();
  });
});
