import { EngineFixture, hitsOf } from '../../../test/search-fixture.js';

describe('searches', () => {
  let fixture: EngineFixture;
  beforeAll(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index(
      ...Array.from({ length: 120 }, (_, at) => ({ id: `d${at}`, title: `Title ${at}`, content: 'plan', page: at })),
    );
  });
  afterAll(() => fixture.close());

  it('cut a page of 50 and link to the next, whose parameters lead to the end', () => {
    const first = fixture.search({ orderby: 'page', select: 'id' });
    expect(hitsOf(first)).toHaveLength(50);
    expect(first['@odata.nextLink']).toBe('http://local/search');
    expect(first['@search.nextPageParameters']).toEqual({ orderby: 'page', select: 'id', skip: 50 });
    const last = fixture.search({ orderby: 'page', select: 'id', skip: 100 });
    expect(hitsOf(last).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, at) => `d${100 + at}`));
    expect(last).not.toHaveProperty('@odata.nextLink');
  });

  it('answer as many as asked, from where asked, without a link', () => {
    const answer = fixture.search({ search: 'plan', top: 7, skip: 118, orderby: 'page' });
    expect(hitsOf(answer).map(({ id }) => id)).toEqual(['d118', 'd119']);
    expect(fixture.search({ top: 5 })).not.toHaveProperty('@odata.nextLink');
  });

  it('answer only what was selected, and every retrievable field without a selection', () => {
    const [chosen] = hitsOf(fixture.search({ top: 1, select: 'id, title' }));
    expect(chosen).toEqual({ '@search.score': 1, id: 'd0', title: 'Title 0' });
    const [whole] = hitsOf(fixture.search({ top: 1 }));
    expect(Object.keys(whole ?? {})).toEqual([
      '@search.score',
      'id',
      'tenantId',
      'title',
      'content',
      'page',
      'isLive',
      'createdAt',
    ]);
  });

  it.each([
    [
      { select: 'nothing' },
      "Could not find a property named 'nothing' on type 'search.document'.\r\nParameter name: $select",
    ],
    [{ select: 'visibleTo' }, "The field 'visibleTo' cannot be selected because it is not retrievable."],
    [
      { colour: 'red' },
      "The parameter 'colour' in the request payload is not a valid parameter for the operation 'search'.",
    ],
    [{ top: -1 }, "The parameter 'top' is not valid"],
    [{ skip: 100_001 }, "The parameter 'skip' is not valid"],
    [{ search: 'x', queryType: 'full' }, 'does not emulate the full Lucene query syntax'],
    [{ facets: ['page'] }, 'does not emulate facets'],
  ])('refuse %j', (body, message) => {
    expect(fixture.refusal(body)).toContain(message);
  });
});
