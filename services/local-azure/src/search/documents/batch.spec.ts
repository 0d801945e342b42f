import { EngineFixture, bodyOf, hitsOf, messageOf } from '../../../test/search-fixture.js';
import type { JsonObject } from '../json.js';

describe('batches of documents', () => {
  let fixture: EngineFixture;
  beforeEach(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
  });
  afterEach(() => fixture.close());

  const merge = (document: JsonObject) => ({ '@search.action': 'merge', ...document });
  const results = (...documents: JsonObject[]) => {
    const { status, body } = fixture.index(...documents);
    return { status, codes: hitsOf(bodyOf(body)).map(({ statusCode }) => statusCode) };
  };
  const lookup = (key: string): unknown => bodyOf(fixture.answer({ kind: 'lookup', index: 'passages', key }).body);

  it('answer 201 for a new document and 200 for one that was there', () => {
    expect(results({ id: 'a' }, { '@search.action': 'mergeOrUpload', id: 'b' })).toEqual({
      status: 200,
      codes: [201, 201],
    });
    expect(results({ id: 'a' }, { '@search.action': 'mergeOrUpload', id: 'b' }, merge({ id: 'a' }))).toEqual({
      status: 200,
      codes: [200, 200, 200],
    });
  });

  it('answer 207 where a merge finds nothing, and do the rest', () => {
    const { status, body } = fixture.index({ id: 'a', title: 'x' }, merge({ id: 'b', title: 'y' }));
    expect(status).toBe(207);
    expect(bodyOf(body).value).toEqual([
      { key: 'a', status: true, errorMessage: null, statusCode: 201 },
      { key: 'b', status: false, errorMessage: 'Document not found.', statusCode: 404 },
    ]);
    expect(fixture.count()).toBe(1);
  });

  it('merge field by field and collection by collection, and replace by upload', () => {
    fixture.index({ id: 'a', title: 'old', page: 3, visibleTo: ['x', 'y'] });
    fixture.index(merge({ id: 'a', title: 'new', visibleTo: ['z'] }));
    expect(lookup('a')).toMatchObject({ title: 'new', page: 3 });
    expect(fixture.ids({ filter: "visibleTo/any(p: p eq 'x')" })).toEqual([]);
    expect(fixture.ids({ search: 'old' })).toEqual([]);
    fixture.index({ id: 'a', content: 'only this' });
    expect(lookup('a')).toMatchObject({ title: null, page: null, content: 'only this' });
    expect(fixture.count()).toBe(1);
  });

  it('delete what is there, and say the same of what is not', () => {
    fixture.index({ id: 'a', title: 'gone', contentVector: [1, 0, 0] });
    expect(results({ '@search.action': 'delete', id: 'a' }, { '@search.action': 'delete', id: 'b' })).toEqual({
      status: 200,
      codes: [200, 200],
    });
    expect([fixture.count(), fixture.ids({ search: 'gone' })]).toEqual([0, []]);
    expect(fixture.ids({ vectorQueries: [{ kind: 'vector', vector: [1, 0, 0], fields: 'contentVector' }] })).toEqual(
      [],
    );
  });

  it('fail one document alone for a term of more than 32766 bytes', () => {
    // 10922 letters of 3 bytes are 32766 bytes.
    const fits = '語'.repeat(10_922);
    expect(results({ id: 'a', tenantId: fits }, { id: 'b', tenantId: `${fits}x` })).toEqual({
      status: 207,
      codes: [201, 400],
    });
    expect(results({ id: 'c', content: 'x'.repeat(40_000) })).toEqual({ status: 200, codes: [201] });
  });

  it.each([
    [[{ title: 'x' }], 'The request is invalid. Details: actions : 0: Document key cannot be missing or empty.'],
    [[{ id: 'a' }, { id: '' }], 'actions : 1: Document key cannot be missing or empty.'],
    [
      [{ id: 'a b' }],
      "Invalid document key: 'a b'. Keys can only contain letters, digits, underscore (_), dash (-), or equal sign (=).",
    ],
    [[{ id: 'x'.repeat(1_025) }], 'Keys can be at most 1024 characters long.'],
    [[{ id: 'a', colour: 'red' }], "The property 'colour' does not exist on type 'search.documentFields'."],
    [[{ id: 'a', page: 'one' }], "Cannot convert a string to the expected type 'Edm.Int32'."],
    [[{ id: 'a', page: 1.5 }], "Cannot convert a number to the expected type 'Edm.Int32'."],
    [[{ id: 'a', visibleTo: 'x' }], "Cannot convert a string to the expected type 'Collection(Edm.String)'."],
    [[{ id: 'a', visibleTo: [null] }], "Cannot convert null to the expected type 'Edm.String'."],
    [[{ id: 'a', createdAt: 'yesterday' }], "to the expected type 'Edm.DateTimeOffset'."],
    [
      [{ id: 'a', contentVector: [1, 2] }],
      "The vector field 'contentVector', with dimension of '3', expects a length of '3'. However, the provided vector has a length of '2'.",
    ],
    [[{ id: 'a', '@search.action': 'destroy' }], 'Unknown indexing action.'],
    [[], 'between 1 and 1000 indexing actions'],
    [Array.from({ length: 1_001 }, (_, at) => ({ id: `d${at}` })), 'Found 1001 indexing actions'],
  ])('refuse the whole request for %#', (documents, message) => {
    fixture.index({ id: 'good' });
    const refused = fixture.index(...documents);
    expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringContaining(message)]);
    expect(fixture.count()).toBe(1);
  });

  it('take exactly 1000 documents', () => {
    expect(fixture.index(...Array.from({ length: 1_000 }, (_, at) => ({ id: `d${at}` }))).status).toBe(200);
    expect(fixture.count()).toBe(1_000);
  });

  it('refuse every n-th document where a fault says so, and none of the others', () => {
    const documents = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
    const { status, body } = fixture.answer(
      { kind: 'index-documents', index: 'passages' },
      { value: documents },
      { failing: { status: 503, everyNth: 2 } },
    );
    expect([status, hitsOf(bodyOf(body)).map(({ statusCode }) => statusCode)]).toEqual([207, [201, 503, 201, 503]]);
    expect(fixture.ids({})).toEqual(['a', 'c']);
  });

  it('write dates as the service writes them', () => {
    fixture.index({ id: 'a', createdAt: '2026-11-20T12:00:00+02:00' });
    expect(lookup('a')).toMatchObject({ createdAt: '2026-11-20T10:00:00Z' });
  });
});

describe('complex fields and vectors that are returned', () => {
  it('are kept, filtered by their path, and answered', () => {
    const fixture = new EngineFixture();
    fixture.createIndex({
      name: 'passages',
      fields: [
        { name: 'id', type: 'Edm.String', key: true },
        { name: 'address', type: 'Edm.ComplexType', fields: [{ name: 'city', type: 'Edm.String' }, { name: 'secret', type: 'Edm.String', retrievable: false }] },
        { name: 'rooms', type: 'Collection(Edm.ComplexType)', fields: [{ name: 'beds', type: 'Edm.Int32' }] },
        { name: 'v', type: 'Collection(Edm.Single)', dimensions: 2, vectorSearchProfile: 'p' },
      ],
      vectorSearch: { profiles: [{ name: 'p', algorithm: 'a' }], algorithms: [{ name: 'a', kind: 'hnsw', hnswParameters: { metric: 'euclidean' } }] },
    }); // prettier-ignore
    fixture.index(
      { id: 'a', address: { city: 'Bonn', secret: 's' }, rooms: [{ beds: 2 }], v: [3, 4] },
      { id: 'b', address: { city: 'Rome' } },
    );
    const [hit] = hitsOf(
      fixture.search({
        filter: "address/city eq 'Bonn'",
        vectorQueries: [{ kind: 'vector', vector: [0, 0], fields: 'v' }],
      }),
    );
    // Euclidean: 1 / (1 + 5)
    expect(hit).toEqual({
      '@search.score': Math.fround(1 / 6),
      id: 'a',
      address: { city: 'Bonn' },
      rooms: [{ beds: 2 }],
      v: [3, 4],
    });
    expect(hitsOf(fixture.search({ search: 'rome', select: 'address/city' }))[0]).toMatchObject({
      address: { city: 'Rome' },
    });
    fixture.close();
  });
});
