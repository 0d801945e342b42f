import { EngineFixture } from '../../../test/search-fixture.js';

describe('orderby over an index', () => {
  let fixture: EngineFixture;
  beforeAll(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index(
      { id: 'a', title: 'plan', page: 2, createdAt: '2026-03-01T00:00:00Z' },
      { id: 'b', title: 'plan plan', page: 1, createdAt: '2026-02-01T00:00:00Z' },
      { id: 'c', title: 'else', page: 2, createdAt: '2026-01-01T00:00:00Z' },
      { id: 'd', title: 'else' },
    );
  });
  afterAll(() => fixture.close());

  it.each([
    ['page', ['d', 'b', 'a', 'c']],
    ['page desc', ['a', 'c', 'b', 'd']],
    ['page desc,createdAt asc', ['c', 'a', 'b', 'd']],
    ['title', ['c', 'd', 'a', 'b']],
  ])('%s', (orderby, order) => {
    expect(fixture.ids({ orderby })).toEqual(order);
  });

  it('sorts what a text finds, and by its score', () => {
    expect(fixture.ids({ search: 'plan', orderby: 'page' })).toEqual(['b', 'a']);
    expect(fixture.ids({ search: 'plan', orderby: 'search.score()' })).toEqual(['a', 'b']);
    expect(fixture.ids({ search: 'plan', orderby: 'search.score() desc' })).toEqual(['b', 'a']);
  });

  it.each([
    ['nothing desc', "Could not find a property named 'nothing'"],
    ['content', "'content' is not a sortable field."],
    ['page down', "Syntax error at position 9 in 'page down'."],
    ['page,', "Syntax error at position 5 in 'page,'."],
    [Array.from({ length: 33 }, () => 'page').join(), 'at most 32 are allowed'],
  ])('refuses %s', (orderby, message) => {
    expect(fixture.refusal({ orderby })).toContain(message);
  });
});
