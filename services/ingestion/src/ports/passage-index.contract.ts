import type { PassageRow } from '@shared/passages';
import { PassageRefused, type PassageIndex } from './passage-index.port.js';

/** A passage of three dimensions for tests. */
export const passageOf = (
  documentId: string,
  version: number,
  ordinal: number,
  more: Partial<PassageRow> = {},
): PassageRow => ({
  id: `${documentId}-${version}-${ordinal}`,
  tenantId: 'index',
  documentId,
  version,
  ordinal,
  title: 'A title',
  heading: null,
  content: `Passage ${ordinal}`,
  page: null,
  lineStart: null,
  lineEnd: null,
  start: 0,
  end: 9,
  visibleTo: ['user:alice'],
  tags: [],
  language: 'und',
  contentVector: [1, 0, 0],
  ...more,
});

/** The promises of {@link PassageIndex}, as tests. Every adapter's spec calls this. @param make an index of three dimensions. */
export function describePassageIndex(
  make: () => PassageIndex,
  titlesOf: (documentId: string, filter?: string) => Promise<string[]>,
): void {
  describe('keeps the PassageIndex contract', () => {
    const of = (documentId: string, version = 1) => ({ tenantId: 'index', documentId, version });
    const counted = async (documentId: string, version: number, expected: number): Promise<void> => {
      const deadline = Date.now() + 10_000;
      while ((await make().count(of(documentId, version))) !== expected) {
        if (Date.now() > deadline) throw new Error(`Not ${expected} passages within 10 s`);
        await new Promise((again) => setTimeout(again, 25));
      }
    };
    const fill = async (documentId: string, version: number, passages: number): Promise<void> => {
      await make().write(Array.from({ length: passages }, (_, ordinal) => passageOf(documentId, version, ordinal)));
      await counted(documentId, version, passages);
    };

    it('replaces a passage that is written again', async () => {
      await fill('again', 1, 3);
      await fill('again', 1, 3);

      expect(await make().count(of('again'))).toBe(3);
    });

    it('takes more passages than one call holds', async () => {
      await fill('many', 1, 1_200);

      await make().remove('index', 'many');
      expect(await make().count(of('many'))).toBe(0);
    });

    it('removes some versions of a document and of no other', async () => {
      await fill('vers', 1, 2);
      await fill('vers', 2, 2);
      await fill('vers', 3, 1);
      await fill('other', 1, 1);

      await make().remove('index', 'vers', { before: 3, except: 1 });

      expect(await Promise.all([1, 2, 3].map((version) => make().count(of('vers', version))))).toEqual([2, 0, 1]);
      expect(await make().count(of('other'))).toBe(1);
      await make().remove('index', 'vers', { only: 1 });
      expect(await make().count(of('vers', 1))).toBe(0);
    });

    it('gives passages another title and other tags', async () => {
      await fill('titled', 1, 2);

      await make().revise(
        { ...of('titled'), passages: 2 },
        { title: 'Another', visibleTo: ['everyone'], tags: ['law', 'tax'] },
      );

      const deadline = Date.now() + 10_000;
      while ((await titlesOf('titled', `tags/any(t: t eq 'tax')`)).join() !== 'Another,Another') {
        if (Date.now() > deadline) throw new Error('No other title and tags within 10 s');
        await new Promise((again) => setTimeout(again, 25));
      }
    });

    it('says when a passage will never be taken', async () => {
      await expect(make().write([passageOf('bad', 1, 0, { contentVector: [1, 0] })])).rejects.toBeInstanceOf(
        PassageRefused,
      );
    });

    it('shows what it holds of a version, in reading order', async () => {
      await fill('held', 1, 260);
      await fill('held', 2, 1);

      const held: Partial<PassageRow>[] = [];
      for await (const passage of make().held(of('held'))) held.push(passage);
      expect(held).toHaveLength(260);
      // What was written, less what the index does not show, and nothing that says how it was found.
      const { visibleTo: _, contentVector: __, ...shown } = passageOf('held', 1, 0);
      expect(held[0]).toEqual(shown);
      expect(held[259]).toMatchObject({ ordinal: 259, content: 'Passage 259' });
    });

    it('names every version that it holds once, also one whose first passage is missing', async () => {
      await make().write([passageOf('named', 7, 0), passageOf('named', 7, 1), passageOf('named', 8, 5)]);
      await counted('named', 7, 2);
      await counted('named', 8, 1);
      await fill('named-more', 1, 1_100);

      const found: string[] = [];
      for await (const { documentId, version } of make().versions()) found.push(`${documentId}/${version}`);
      expect(found.filter((name) => name.startsWith('named'))).toEqual(['named/7', 'named/8', 'named-more/1']);
    });
  });
}
