import { RowChanged, type DocumentCatalog, type StoredRow } from './document-catalog.port.js';
import type { DocumentRow } from './document-row.js';

/** A row for tests: queued, of alice, seen by nobody else. */
export const rowOf = (id: string, more: Partial<DocumentRow> = {}): DocumentRow => ({
  tenantId: 'catalog',
  id,
  ownerId: 'alice',
  title: 'A title',
  visibleTo: [],
  tags: [],
  status: 'queued',
  progress: 0,
  failure: null,
  content: {
    version: 1,
    fileName: 'a.txt',
    mediaType: 'text/plain',
    bytes: 3,
    sha256: 'ab',
    pages: null,
    pagesWithoutText: [],
    language: null,
    passages: 0,
  },
  live: null,
  lastVersion: 1,
  work: null,
  run: null,
  deleting: false,
  passagesStale: false,
  askedAt: null,
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
  ...more,
});

/** Ids in the order in which they were made. */
const ulid = (n: number): string => `01KAAAAAAAAAAAAAAAAAAAAA${String(n).padStart(2, '0')}`;

/** The promises of {@link DocumentCatalog}, as tests. Every adapter's spec calls this. */
export function describeDocumentCatalog(make: () => DocumentCatalog): void {
  describe('keeps the DocumentCatalog contract', () => {
    it('gives back a row as it was made, also with odd letters in its names', async () => {
      const row = rowOf(ulid(1), { ownerId: 'ö/x|#?', title: 'Zürich "€" \u{1F600}' });
      await make().create(row);

      expect((await make().find('catalog', ulid(1)))?.row).toEqual(row);
      expect((await make().list('catalog', ['user:ö/x|#?'], 10)).ids).toEqual([ulid(1)]);
    });

    it('makes an id once', async () => {
      await make().create(rowOf(ulid(2)));

      await expect(make().create(rowOf(ulid(2)))).rejects.toBeInstanceOf(RowChanged);
    });

    it('changes a row only as it was read', async () => {
      const read = await make().create(rowOf(ulid(3)));
      const next = await make().change(read, { title: 'New' });

      await expect(make().change(read, { title: 'Lost' })).rejects.toBeInstanceOf(RowChanged);
      await make().change(next, { status: 'ready' });
      expect((await make().find('catalog', ulid(3)))?.row).toMatchObject({ title: 'New', status: 'ready' });
    });

    it('keeps tenants apart', async () => {
      await make().create(rowOf(ulid(4)));

      expect(await make().find('other', ulid(4))).toBeUndefined();
      expect((await make().list('other', ['user:alice'], 10)).ids).toEqual([]);
    });

    it('lists a document for owner, readers and administrators, newest first, in pages', async () => {
      const of = (n: number, visibleTo: string[]) => make().create(rowOf(ulid(n), { tenantId: 'lists', visibleTo }));
      await of(10, []);
      await of(11, ['group:sales', 'everyone']);
      await of(12, ['everyone']);
      const list = (principals: string[], limit: number, after?: string) =>
        make().list('lists', principals, limit, after);

      expect(await list(['user:bob', 'everyone', 'group:sales'], 10)).toEqual({
        ids: [ulid(12), ulid(11)],
        next: undefined,
      });
      expect(await list(['user:alice'], 2)).toEqual({ ids: [ulid(12), ulid(11)], next: ulid(11) });
      expect(await list(['user:alice'], 2, ulid(11))).toEqual({ ids: [ulid(10)], next: undefined });
      expect((await list(['administrators'], 10)).ids).toHaveLength(3);
    });

    it('lists the documents of one tag to those who may see them, and follows a change of tags', async () => {
      const of = (n: number, more: Partial<DocumentRow>) =>
        make().create(rowOf(ulid(n), { tenantId: 'tags', ...more }));
      const ids = async (principal: string, tag: string) =>
        (await make().list('tags', [principal], 10, undefined, tag)).ids;
      await of(15, { tags: ['law', '税 2026'] });
      const shared = await of(16, { tags: ['law'], visibleTo: ['everyone'] });
      await of(17, { tags: [] });

      expect(await ids('user:alice', 'law')).toEqual([ulid(16), ulid(15)]);
      expect(await ids('everyone', 'law')).toEqual([ulid(16)]);
      expect([await ids('user:alice', '税 2026'), await ids('user:alice', '税')]).toEqual([[ulid(15)], []]);
      expect((await make().list('tags', ['user:alice'], 1, undefined, 'law')).next).toBe(ulid(16));

      const moved = await make().change(shared, { tags: ['tax'] });
      expect([await ids('everyone', 'law'), await ids('everyone', 'tax')]).toEqual([[], [ulid(16)]]);
      await make().remove(moved.row);
      expect(await ids('administrators', 'tax')).toEqual([]);
    });

    it('follows a change of readers, and a removal', async () => {
      const stored = await make().create(rowOf(ulid(20), { tenantId: 'moves', visibleTo: ['group:a'] }));
      const ids = async (principal: string) => (await make().list('moves', [principal], 10)).ids;

      const moved = await make().change(stored, { visibleTo: ['group:b'] });
      expect([await ids('group:a'), await ids('group:b')]).toEqual([[], [ulid(20)]]);

      await make().remove(moved.row);
      expect([await ids('group:b'), await ids('user:alice'), await ids('administrators')]).toEqual([[], [], []]);
      expect(await make().find('moves', ulid(20))).toBeUndefined();
      await expect(make().remove(moved.row)).resolves.toBeUndefined();
    });

    it('lets one document hold a content, until the claim is stale or the document gone', async () => {
      const claim = (id: string, insteadOf?: string) => make().claimContent('claims', 'alice', 'f00d', id, insteadOf);

      expect(await claim('first')).toBe('first');
      expect(await claim('second')).toBe('first');
      expect(await make().claimContent('claims', 'bob', 'f00d', 'third')).toBe('third');
      expect(await claim('second', 'first')).toBe('second');

      await make().remove(rowOf('second', { tenantId: 'claims', content: { ...rowOf('x').content, sha256: 'f00d' } }));
      expect(await claim('fourth')).toBe('fourth');
    });

    it('knows which documents are not settled', async () => {
      const make_ = (n: number, more: Partial<DocumentRow>) =>
        make().create(rowOf(ulid(n), { tenantId: 'unsettled', ...more }));
      await make_(30, { status: 'ready' });
      await make_(31, { status: 'failed' });
      await make_(32, { status: 'embedding' });
      await make_(33, { status: 'ready', deleting: true });
      await make_(34, { status: 'ready', passagesStale: true });

      const found: StoredRow[] = [];
      for await (const stored of make().unsettled()) if (stored.row.tenantId === 'unsettled') found.push(stored);
      expect(found.map(({ row }) => row.id).toSorted()).toEqual([ulid(32), ulid(33), ulid(34)]);
    });

    it('remembers the index in use, and the one before it', async () => {
      expect([await make().indexInUse(), await make().indexBefore()]).toEqual([undefined, undefined]);
      await make().useIndex('passages-a-3');
      expect([await make().indexInUse(), await make().indexBefore()]).toEqual(['passages-a-3', undefined]);
      await make().useIndex('passages-b-3');
      await make().useIndex('passages-b-3');
      expect([await make().indexInUse(), await make().indexBefore()]).toEqual(['passages-b-3', 'passages-a-3']);
    });
  });
}
