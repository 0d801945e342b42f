import { EngineFixture } from '../../../test/search-fixture.js';

describe('filter sets', () => {
  let fixture: EngineFixture;
  beforeEach(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index({ id: 'a', tenantId: 't', visibleTo: ['user:1'] }, { id: 'b', tenantId: 'u', visibleTo: ['user:2'] });
  });
  afterEach(() => fixture.close());

  const mine = "visibleTo/any(p: search.in(p, 'user:1', '|'))";

  it('see a document that is shared after the filter was worked out', () => {
    expect(fixture.ids({ filter: mine })).toEqual(['a']);
    fixture.index({ '@search.action': 'merge', id: 'b', visibleTo: ['user:2', 'user:1'] });
    expect(fixture.ids({ filter: mine })).toEqual(['a', 'b']);
  });

  it('no longer let through what is taken back or deleted', () => {
    expect(fixture.ids({ filter: mine })).toEqual(['a']);
    fixture.index({ '@search.action': 'merge', id: 'a', visibleTo: [] });
    expect(fixture.ids({ filter: mine })).toEqual([]);
    fixture.index({ '@search.action': 'delete', id: 'b' });
    expect(fixture.ids({ filter: "tenantId eq 'u'" })).toEqual([]);
  });

  it('stay right when more of them are asked for than are remembered', () => {
    for (let at = 0; at < 40; at += 1)
      expect(fixture.ids({ filter: `tenantId eq 't' or page eq ${at}` })).toEqual(['a']);
    expect(fixture.ids({ filter: "tenantId eq 't' or page eq 0" })).toEqual(['a']);
  });

  it('outlive a search that was refused for another reason', () => {
    expect(fixture.refusal({ filter: mine, select: 'nothing' })).toContain('Could not find a property');
    expect(fixture.ids({ filter: mine })).toEqual(['a']);
  });

  it('let nothing through for an empty list of principals', () => {
    expect(fixture.ids({ filter: "visibleTo/any(p: search.in(p, '', '|'))" })).toEqual([]);
  });
});
