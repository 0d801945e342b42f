import type { Caller } from '@shared/identity';
import type { PassageQuery, PassageSearch } from './passage-search.port.js';

/** A row that an adapter's spec puts into its index before the contract runs. Vectors have four numbers and unit length. */
export interface SearchFixture {
  readonly tenantId: string;
  readonly documentId: string;
  readonly content: string;
  readonly visibleTo: readonly string[];
  readonly tags: readonly string[];
  readonly vector: readonly number[];
}

const [EAST, NORTH] = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
];

/** What the contract expects to find. */
export const SEARCH_FIXTURES: readonly SearchFixture[] = [
  {
    tenantId: 'tenant-1',
    documentId: 'fees',
    content: 'The yearly fee is 4 per cent.',
    visibleTo: ['user:ann'],
    tags: ['money', 'rules'],
    vector: EAST,
  },
  {
    tenantId: 'tenant-1',
    documentId: 'parking',
    content: 'Parking permits and their fee.',
    visibleTo: ['everyone'],
    tags: ['travel to work'],
    vector: NORTH,
  },
  {
    tenantId: 'tenant-1',
    documentId: 'salaries',
    content: 'The yearly fee of directors.',
    visibleTo: ['group:board'],
    tags: ['money'],
    vector: EAST,
  },
  {
    tenantId: 'tenant-2',
    documentId: 'strangers',
    content: 'The yearly fee elsewhere.',
    visibleTo: ['everyone', 'user:ann'],
    tags: ['money'],
    vector: EAST,
  },
];

const ANN: Caller = {
  tenantId: 'tenant-1',
  userId: 'ann',
  groups: [],
  roles: ['reader'],
  correlationId: 'correlation-1',
};
const BOB: Caller = { ...ANN, userId: 'bob' };

const query = (overrides: Partial<PassageQuery> = {}): PassageQuery => ({
  caller: ANN,
  text: 'yearly fee',
  vector: EAST,
  mode: 'hybrid',
  top: 10,
  documentIds: undefined,
  tags: undefined,
  ...overrides,
});

/** The promises of {@link PassageSearch}, as tests. Every adapter's spec calls this. */
export function describePassageSearch(make: () => PassageSearch): void {
  describe('keeps the PassageSearch contract', () => {
    const ids = async (overrides: Partial<PassageQuery>): Promise<string[]> =>
      (await make().find(query(overrides))).map(({ documentId }) => documentId);

    it.each(['hybrid', 'keyword', 'vector'] as const)('finds the best first by %s', async (mode) => {
      expect((await ids({ mode }))[0]).toBe('fees');
    });

    it.each([
      ['what is shared with her, and with everyone', ANN, ['fees', 'parking']],
      ['nothing that is shared with another', BOB, ['parking']],
      ['what her group may read', { ...ANN, groups: ['board'] }, ['fees', 'parking', 'salaries']],
      ['nothing of another tenant', { ...ANN, tenantId: 'tenant-2', userId: 'eve' }, ['strangers']],
      ['nothing where nothing is', { ...ANN, tenantId: 'tenant-3' }, []],
      ['nothing by a name that would end the filter', { ...BOB, userId: "x', '|')) or true or (p eq '" }, ['parking']],
      ['nothing by a name that would read as two', { ...BOB, userId: 'x|user:ann' }, ['parking']],
    ])('shows a caller %s', async (_, caller, found) => {
      for (const mode of ['hybrid', 'keyword', 'vector'] as const) {
        expect((await ids({ caller, mode })).sort()).toEqual(found);
      }
    });

    it('keeps to the documents asked for', async () => {
      expect(await ids({ documentIds: ['parking', 'salaries'] })).toEqual(['parking']);
    });

    it.each([
      [['money'], ['fees']],
      [['travel to work'], ['parking']],
      [
        ['travel to work', 'rules'],
        ['fees', 'parking'],
      ],
      [['travel'], []],
    ])('keeps to documents that have any of the tags %p', async (tags, found) => {
      expect((await ids({ tags })).sort()).toEqual(found);
    });

    it('keeps to documents and tags at once', async () => {
      expect(await ids({ tags: ['money'], documentIds: ['parking'] })).toEqual([]);
    });

    it('answers no more than asked for', async () => {
      expect(await ids({ top: 1 })).toEqual(['fees']);
    });

    it('gives a passage with its place', async () => {
      const [found] = await make().find(query({ documentIds: ['fees'] }));
      expect(found).toMatchObject({
        documentId: 'fees',
        version: 1,
        ordinal: 0,
        text: 'The yearly fee is 4 per cent.',
        start: 100,
        end: 129,
        page: 3,
      });
      expect(found?.score).toBeGreaterThan(0);
    });

    it.each(['"yearly', 'yearly -fee', 'yearly* +(fee', 'title:fee', 'yearly | \\', "ye'arly fee"])(
      'takes %s for words, never for commands',
      async (text) => {
        expect(await ids({ text, mode: 'keyword' })).toContain('fees');
      },
    );

    it.each(['???', '* " -', ''])('finds nothing by the wordless text %j', async (text) => {
      expect(await ids({ text, mode: 'keyword' })).toEqual([]);
      expect((await ids({ text, mode: 'hybrid' }))[0]).toBe('fees');
    });

    it('finds nothing without words and without a vector', async () => {
      expect(await ids({ text: '', vector: undefined })).toEqual([]);
    });

    it('takes a very long text', async () => {
      expect(await ids({ text: `${'filler '.repeat(8_000)} yearly fee`, mode: 'keyword' })).toContain('fees');
    });

    it('ends with the reason of whoever gives it up', async () => {
      const reason = new Error('given up');
      await expect(make().find(query(), AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
