import { EngineFixture, PASSAGES, hitsOf } from '../../../test/search-fixture.js';

describe('semantic queries', () => {
  let fixture: EngineFixture;
  beforeAll(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index(
      {
        id: 'dental',
        title: 'Dental',
        content: 'Nothing here. The dental plan pays for two cleanings a year. Ask us.',
      },
      { id: 'vision', title: 'Vision', content: 'The vision plan pays for glasses.' },
    );
  });
  afterAll(() => fixture.close());
  const body = { search: 'dental plan cleanings', queryType: 'semantic', select: 'id' };

  it('answers a score of 0 to 4 beside the first one, best first, and says where it comes from', () => {
    const answer = fixture.search(body);
    const hits = hitsOf(answer);
    expect(hits.map(({ id }) => id)).toEqual(['dental', 'vision']);
    // All words covered, best score of all: 4 * (0.8 * 1 + 0.2 * 1) = 4
    expect(hits[0]?.['@search.rerankerScore']).toBe(4);
    expect(hits[0]?.['@search.score']).not.toBe(4);
    expect(answer['@search.rerankerScoreSource']).toBe('local stand-in');
    expect(answer['@search.answers']).toEqual([]);
  });

  it('quotes the best sentence word for word, marked where asked', () => {
    const [hit] = hitsOf(fixture.search({ ...body, captions: 'extractive|highlight-true' }));
    expect(hit?.['@search.captions']).toEqual([
      {
        text: 'The dental plan pays for two cleanings a year.',
        highlights: 'The <em>dental</em> <em>plan</em> pays for two <em>cleanings</em> a year.',
      },
    ]);
  });

  it('answers what covers enough of the question, with the key of its document', () => {
    const answers = fixture.search({ ...body, answers: 'extractive|count-3,threshold-0.7' })['@search.answers'];
    expect(answers).toEqual([
      {
        key: 'dental',
        text: 'The dental plan pays for two cleanings a year.',
        highlights: 'The <em>dental</em> <em>plan</em> pays for two <em>cleanings</em> a year.',
        score: 1,
      },
    ]);
  });

  it('refuses a configuration that is not there, and a wait that is too short', () => {
    expect(fixture.refusal({ ...body, semanticConfiguration: 'other' })).toContain(
      "Unknown semantic configuration 'other'.",
    );
    expect(fixture.refusal({ ...body, semanticMaxWaitInMilliseconds: 700 })).toBe(
      "400 The 'semanticMaxWaitInMilliseconds' parameter needs to be larger than 750.\r\nParameter name: semanticMaxWaitInMilliseconds",
    );
  });

  it('refuses a semantic query of an index without any configuration', () => {
    const other = new EngineFixture();
    other.createIndex({ ...PASSAGES, semantic: null });
    expect(other.refusal(body)).toContain('needs a semanticConfiguration');
    other.close();
  });
});

describe('highlights', () => {
  it('are the sentences with the words, marked as asked, as many as asked', () => {
    const fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index({ id: 'a', title: 'Plans', content: 'One plan. Nothing. Two plans. Three plans.' });
    const [hit] = hitsOf(
      fixture.search({ search: 'plan', highlight: 'content-2,title', highlightPreTag: '[', highlightPostTag: ']' }),
    );
    expect(hit?.['@search.highlights']).toEqual({ content: ['One [plan].', 'Two [plans].'], title: ['[Plans]'] });
    expect(fixture.refusal({ search: 'plan', highlight: 'tenantId' })).toContain(
      "The field 'tenantId' in the highlight field list is not searchable.",
    );
    fixture.close();
  });
});
