import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFixture, PASSAGES, bodyOf, hitsOf } from '../../../test/search-fixture.js';
import { SearchEngine } from './search-engine.js';

const NAMED = { index: 'passages' } as const;
const MORE_FIELDS = {
  ...PASSAGES,
  fields: [...(PASSAGES.fields as object[]), { name: 'heading', type: 'Edm.String' }],
};

describe(SearchEngine.name, () => {
  let fixture: EngineFixture;
  let nowMs = 1_000;
  beforeEach(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
  });
  afterEach(() => fixture.close());

  it('keeps indexes and documents over a restart', () => {
    fixture.index({ id: 'a', title: 'Plan', visibleTo: ['user:1'], contentVector: [1, 0, 0] });
    fixture.restart();
    expect(fixture.ids({ search: 'plan', filter: "visibleTo/any(p: p eq 'user:1')" })).toEqual(['a']);
    expect(fixture.ids({ vectorQueries: [{ kind: 'vector', vector: [1, 0, 0], fields: 'contentVector' }] })).toEqual([
      'a',
    ]);
  });

  it('says that a name is taken, and that an index is not there', () => {
    expect(fixture.answer({ kind: 'create-index' }, PASSAGES)).toMatchObject({ status: 409 });
    const missing = fixture.answer({ kind: 'get-index', index: 'other' });
    const message = "No index with the name 'other' was found in a service named 'local'.";
    expect([missing.status, bodyOf(missing.body)]).toEqual([
      404,
      { error: { code: 'OperationNotAllowed', message, details: [{ code: 'IndexNotFoundInService', message }] } },
    ]);
  });

  it('changes and deletes an index only for who has seen its last state', () => {
    const { headers } = fixture.answer({ kind: 'put-index', ...NAMED }, PASSAGES);
    const stale = { ifMatch: '"0x0"' };
    const fresh = { ifMatch: headers?.etag };
    expect(fixture.answer({ kind: 'put-index', ...NAMED }, PASSAGES, stale).status).toBe(412);
    expect(fixture.answer({ kind: 'put-index', ...NAMED }, PASSAGES, { ifNoneMatch: '*' }).status).toBe(412);
    expect(fixture.answer({ kind: 'delete-index', ...NAMED }, {}, stale).status).toBe(412);
    expect(fixture.answer({ kind: 'put-index', ...NAMED }, PASSAGES, fresh).status).toBe(200);
    expect(fixture.answer({ kind: 'delete-index', ...NAMED }, {}, fresh).status).toBe(412);
    expect(fixture.answer({ kind: 'delete-index', ...NAMED }).status).toBe(204);
  });

  it('adds a field to an index that holds documents, and finds them as before', () => {
    fixture.index({ id: 'a', title: 'Plan', tenantId: 't', visibleTo: ['user:1'], contentVector: [1, 0, 0] });
    fixture.ok({ kind: 'put-index', ...NAMED }, MORE_FIELDS);
    fixture.index({ '@search.action': 'merge', id: 'a', heading: 'Teeth' });
    const filter = "tenantId eq 't' and visibleTo/any(p: p eq 'user:1')";
    expect(fixture.ids({ search: 'plan teeth', searchMode: 'all', filter })).toEqual(['a']);
    expect(fixture.ids({ vectorQueries: [{ kind: 'vector', vector: [1, 0, 0], fields: 'contentVector' }] })).toEqual([
      'a',
    ]);
  });

  it('lists indexes, whole or by name', () => {
    expect(hitsOf(fixture.ok({ kind: 'list-indexes' }))[0]).toMatchObject({
      name: 'passages',
      similarity: { k1: null },
    });
    const names = fixture.answer({ kind: 'list-indexes' }, {}, { select: 'name' });
    expect(bodyOf(names.body).value).toEqual([{ name: 'passages' }]);
  });

  it('counts documents, and 4 bytes for every number of a vector', () => {
    expect(fixture.ok({ kind: 'index-stats', ...NAMED })).toMatchObject({
      documentCount: 0,
      storageSize: 0,
      vectorIndexSize: 0,
    });
    fixture.index({ id: 'a', contentVector: [1, 2, 3] }, { id: 'b' });
    expect(fixture.ok({ kind: 'index-stats', ...NAMED })).toMatchObject({ documentCount: 2, vectorIndexSize: 12 });
    const { counters } = fixture.ok({ kind: 'service-stats' });
    expect(counters).toMatchObject({
      documentCount: { usage: 2, quota: null },
      indexesCount: { usage: 1, quota: 15 },
      vectorIndexSize: { usage: 12 },
    });
  });

  it('answers a document that is not there with an empty 404', () => {
    expect(fixture.answer({ kind: 'lookup', ...NAMED, key: 'none' })).toEqual({ status: 404, kind: 'none' });
  });

  it('refuses a body that is no JSON', () => {
    const answer = fixture.engine.handle({ operation: { kind: 'query', ...NAMED }, body: '{', origin: '', url: '' });
    expect(answer.status).toBe(400);
  });

  it('makes an index over what an interrupted creation left', () => {
    writeFileSync(join(fixture.dataDir, 'half.sqlite'), '');
    expect(fixture.answer({ kind: 'get-index', index: 'half' }).status).toBe(404);
    expect(fixture.answer({ kind: 'create-index' }, { ...PASSAGES, name: 'half' }).status).toBe(201);
    expect(fixture.answer({ kind: 'get-index', index: 'half' }).status).toBe(200);
  });

  it('never leaves its folder, whatever an index is called', () => {
    expect(fixture.answer({ kind: 'get-index', index: '../passages' }).status).toBe(400);
  });

  describe('with a visibility lag', () => {
    beforeEach(() => {
      fixture.close();
      fixture = new EngineFixture({ visibilityLagMs: 100, now: () => nowMs });
      fixture.createIndex();
      nowMs = 1_000;
    });

    it('shows what was acknowledged when the lag is over, and not before', () => {
      expect(fixture.index({ id: 'a', title: 'Plan' }).status).toBe(200);
      expect(fixture.count()).toBe(0);
      nowMs = 1_099;
      expect(fixture.engine.admit()).toBe(1);
      expect(fixture.count()).toBe(0);
      nowMs = 1_100;
      expect(fixture.engine.admit()).toBeUndefined();
      expect([fixture.count(), fixture.ids({ search: 'plan' })]).toEqual([1, ['a']]);
    });

    it('judges later batches as if the earlier were there', () => {
      fixture.index({ id: 'a', title: 'Plan' });
      const codes = (answer: { body?: string }) => hitsOf(bodyOf(answer.body)).map(({ statusCode }) => statusCode);
      expect(
        codes(fixture.index({ '@search.action': 'merge', id: 'a', page: 2 }, { '@search.action': 'merge', id: 'b' })),
      ).toEqual([200, 404]);
      nowMs = 2_000;
      fixture.engine.admit();
      expect(hitsOf(fixture.search({}))[0]).toMatchObject({ title: 'Plan', page: 2 });
    });

    it('loses nothing that waited when the process ended', () => {
      fixture.index({ id: 'a' });
      fixture.restart();
      expect(fixture.count()).toBe(1);
    });
  });

  it('shows one engine what another has written, and that an index is gone', () => {
    const reader = new SearchEngine({ dataDir: fixture.dataDir });
    const found = () =>
      hitsOf(
        bodyOf(
          reader.handle({ operation: { kind: 'query', ...NAMED }, body: '{"search":"plan"}', origin: '', url: '' })
            .body,
        ),
      ).map(({ id }) => id);
    expect(found()).toEqual([]);
    fixture.index({ id: 'a', title: 'Plan' });
    expect(found()).toEqual(['a']);
    fixture.ok({ kind: 'put-index', ...NAMED }, MORE_FIELDS);
    fixture.index({ '@search.action': 'merge', id: 'a', heading: 'Teeth' });
    expect(found()).toEqual(['a']);
    fixture.answer({ kind: 'delete-index', ...NAMED });
    reader.forget('passages');
    expect(reader.handle({ operation: { kind: 'count', ...NAMED }, body: '', origin: '', url: '' }).status).toBe(404);
    reader.close();
  });
});
