import fc from 'fast-check';
import { EngineFixture, PASSAGES, hitsOf } from '../../../test/search-fixture.js';

describe('the keyword leg', () => {
  let fixture: EngineFixture;
  const ids = (search: string, more = {}): unknown[] => fixture.ids({ search, select: 'id', ...more });

  beforeAll(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index(
      { id: 'dental', tenantId: 't', title: 'Dental', content: 'The dental plan pays for two cleanings a year.' },
      { id: 'vision', tenantId: 't', title: 'Vision', content: 'The vision plan pays for glasses.' },
      { id: 'mixed', tenantId: 'u', title: 'Both', content: 'Dental and vision plans cost money. To be or not to be.' },
      { id: 'cv', tenantId: 'u', title: 'Résumé', content: 'Curriculum vitae. 北京大学' },
    );
  });
  afterAll(() => fixture.close());

  it.each([
    ['any word', 'glasses cleanings', ['vision', 'dental']],
    ['all words', 'dental + vision', ['mixed']],
    ['a phrase, stemmed', '"vision plan"', ['vision', 'mixed']],
    ['a phrase with stop words inside', '"dental and vision"', ['mixed']],
    ['a prefix', 'curr*', ['cv']],
    ['accents', 'resume', ['cv']],
    ['a pair of Chinese letters, and one letter', '京大', ['cv']],
    ['one Chinese letter, the last of its run', '学', ['cv']],
    ['one that is not there', 'banana', []],
    ['stop words alone', 'to be or not to be', ['mixed']],
    ['signs alone', '?!', []],
  ])('finds %s', (_what, search, found) => {
    expect(ids(search).sort()).toEqual([...found].sort());
  });

  it('leaves out what is not wanted, and in any mode offers the rest too, as the service does', () => {
    expect(ids('plan + -glasses').sort()).toEqual(['dental', 'mixed']);
    expect(ids('dental -plan').sort()).toEqual(['cv', 'dental', 'mixed']);
    expect(ids('dental -vision', { searchMode: 'all' })).toEqual(['dental']);
    expect(ids('-plan')).toEqual(['cv']);
  });

  it('looks in the fields it is told', () => {
    expect(ids('vision', { searchFields: 'title' })).toEqual(['vision']);
    expect(fixture.refusal({ search: 'x', searchFields: 'tenantId' })).toContain(
      "The field 'tenantId' in the search field list is not searchable.",
    );
  });

  it('filters before it cuts', () => {
    expect(ids('plan', { filter: "tenantId eq 'u'", top: 1 })).toEqual(['mixed']);
  });

  it('gives 1 to everything that a star finds', () => {
    const answer = fixture.search({ search: '*', count: true, top: 2 });
    expect(answer['@odata.count']).toBe(4);
    expect(hitsOf(answer).map((hit) => hit['@search.score'])).toEqual([1, 1]);
  });

  it('counts what matches, not what it shows', () => {
    expect(fixture.search({ search: 'plan', count: true, top: 1 })['@odata.count']).toBe(3);
  });

  it('takes any text without failing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab"+-|()*\\ :{}^~', 'NEAR(', 'AND ', "'"), maxLength: 30 }),
        (search) => {
          expect(fixture.answer({ kind: 'query', index: 'passages' }, { search }).status).toBe(200);
        },
      ),
    );
  });
});

describe('scores of the keyword leg', () => {
  it('follow the similarity of the index', () => {
    const fixture = new EngineFixture();
    fixture.createIndex({ ...PASSAGES, similarity: { k1: 0, b: 0 } });
    fixture.index({ id: 'once', content: 'plan' }, { id: 'often', content: 'plan plan plan' });
    // k1 = 0: how often the word stands there is nothing; ln(1 + 0.5 / 2.5) = 0.18232 for both.
    const scores = hitsOf(fixture.search({ search: 'plan' })).map((hit) => Number(hit['@search.score']));
    expect(scores.map((score) => score.toFixed(5))).toEqual(['0.18232', '0.18232']);
    fixture.close();
  });

  it('follow what has been added since', () => {
    const fixture = new EngineFixture();
    fixture.createIndex();
    const best = () => Number(hitsOf(fixture.search({ search: 'plan' }))[0]?.['@search.score']).toFixed(5);
    // Every text is one word, so that only ln(1 + (N - n + 0.5) / (n + 0.5)) is left.
    fixture.index({ id: 'a', content: 'plan' });
    expect(best()).toBe('0.28768'); // N = 1, n = 1
    fixture.index({ id: 'b', content: 'else' });
    expect(best()).toBe('0.69315'); // N = 2, n = 1
    fixture.index({ id: 'c', content: 'plan' });
    expect(best()).toBe('0.47000'); // N = 3, n = 2
    expect(fixture.ids({ search: 'plan' })).toHaveLength(2);
    fixture.close();
  });
});

describe('words of more than 5 % of the passages', () => {
  it('are left out of a query from 20,000 passages on, unless it has no others', () => {
    const fixture = new EngineFixture();
    fixture.createIndex();
    const count = (search: string) => fixture.search({ search, count: true, top: 0 })['@odata.count'];
    for (let from = 0; from < 20_000; from += 1_000) {
      fixture.index(...Array.from({ length: 1_000 }, (_, at) => ({ id: `d${from + at}`, title: 'plan' })));
    }
    fixture.index({ id: 'd0', title: 'dental plan' });
    expect(count('dental plan')).toBe(20_000);
    fixture.index({ id: 'one-more' });
    expect(count('dental plan')).toBe(1);
    expect(count('plan')).toBe(20_000);
    expect(count('dental + "plan"')).toBe(1);
    fixture.close();
  });
});
