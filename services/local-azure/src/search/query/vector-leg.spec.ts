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
  /** 4,000 vectors of 2,048 numbers are 31 MiB, 3,200 are 25: both above what is compared exactly. */
  const DIMENSIONS = 2_048;
  const COUNT = 4_000;
  const CROWD_FROM = 3_200;
  const CROWD = [2_045, 2_046, 2_047];

  const ones = (...places: number[]) => Array.from({ length: DIMENSIONS }, (_, at) => (places.includes(at) ? 1 : 0));
  const placesOf = (at: number) => [at % 2_000, (at % 2_000) + 1, ...(at >= CROWD_FROM ? CROWD : [])];
  let fixture: EngineFixture;
  const found = (places: number[], more: JsonObject = {}, body: JsonObject = {}) =>
    fixture.ids({ ...body, select: 'id', vectorQueries: [query(ones(...places), { k: 6, ...more })] }).toSorted();

  beforeAll(() => {
    fixture = new EngineFixture();
    const fields = [
      { name: 'id', type: 'Edm.String', key: true, searchable: false },
      { name: 'number', type: 'Edm.Int32' },
      { name: 'contentVector', type: 'Collection(Edm.Single)', dimensions: DIMENSIONS, vectorSearchProfile: 'profile' },
    ];
    fixture.createIndex({ name: 'passages', fields, vectorSearch: PASSAGES.vectorSearch });
    for (let from = 0; from < COUNT; from += 1_000) {
      const numbers = Array.from({ length: 1_000 }, (_, at) => from + at);
      fixture.index(
        ...numbers.map((number) => ({ id: `d${number}`, number, contentVector: ones(...placesOf(number)) })),
      );
    }
  });
  afterAll(() => fixture.close());

  // Document n has ones at n and n + 1 (from 2,000 on, n - 2,000): its neighbours share one of them, all others nothing.
  const NEIGHBOURS = ['d2499', 'd2500', 'd2501', 'd499', 'd500', 'd501'];

  it('finds the neighbours that an exhaustive search finds', () => {
    expect(found([500, 501])).toEqual(NEIGHBOURS);
    expect(found([500, 501], { exhaustive: true })).toEqual(NEIGHBOURS);
  });

  it('finds allowed neighbours where nearly all is allowed, and lets nothing else through', () => {
    expect(found([500, 501], { k: 3 }, { filter: 'number ge 600' })).toEqual(['d2499', 'd2500', 'd2501']);
  });

  it('finds them behind a crowd of nearer ones that are not allowed', () => {
    // cos: 0.63 to d500, 0.32 to d499, 0.6 to each of the 800 of the crowd.
    expect(found([500, 501, ...CROWD], {}, { filter: `number lt ${CROWD_FROM}` })).toEqual(NEIGHBOURS);
  });
});
