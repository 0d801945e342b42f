import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { DocumentStore, StoredContent } from './document-store.port.js';

/** The promises of {@link DocumentStore}, as tests. Every adapter's spec calls this. */
export function describeDocumentStore(make: () => DocumentStore): void {
  describe('keeps the DocumentStore contract', () => {
    const key = (documentId: string, version = 1): StoredContent => ({ tenantId: 'store', documentId, version });
    const put = (content: StoredContent, what: string) =>
      make().write(content, 'file', Readable.from([Buffer.from(what)]));
    const get = async (
      content: StoredContent,
      range?: { first: number; last: number },
    ): Promise<string | undefined> => {
      const found = await make().read(content, 'file', range);
      return found && text(found.bytes);
    };

    it('gives back what was written, whole and in part, with its length', async () => {
      await put(key('whole'), '0123456789');

      expect(await get(key('whole'))).toBe('0123456789');
      const part = await make().read(key('whole'), 'file', { first: 3, last: 5 });
      expect(part && (await text(part.bytes))).toBe('345');
      expect(part?.totalBytes).toBe(10);
    });

    it('takes more than one block in', async () => {
      const chunk = Buffer.alloc(700_000, 'x');
      await make().write(key('large'), 'file', Readable.from([chunk, chunk, chunk, chunk]));

      const found = await make().read(key('large'), 'file');
      expect(found && (await buffer(found.bytes)).length).toBe(2_800_000);
    });

    it('knows nothing of what was never written', async () => {
      expect(await get(key('never'))).toBeUndefined();
      expect(await make().has(key('never'), 'file')).toBe(false);
      await expect(make().remove('store', 'never')).resolves.toBeUndefined();
    });

    it('keeps nothing of a write that fails in the middle', async () => {
      const broken = Readable.from(
        (async function* () {
          yield Buffer.alloc(2_000_000, 'x');
          throw new Error('cut');
        })(),
      );

      await expect(make().write(key('broken'), 'file', broken)).rejects.toThrow('cut');
      expect(await get(key('broken'))).toBeUndefined();
    });

    it('replaces what is written again', async () => {
      await put(key('twice'), 'first');
      await put(key('twice'), 'second');

      expect(await get(key('twice'))).toBe('second');
    });

    it('removes the versions it is told to, and no other', async () => {
      for (const version of [1, 2, 3]) await put(key('many', version), String(version));

      await make().remove('store', 'many', { before: 3, except: 1 });

      expect(await Promise.all([1, 2, 3].map((version) => get(key('many', version))))).toEqual(['1', undefined, '3']);
      await make().remove('store', 'many');
      expect(await make().has(key('many', 1), 'file')).toBe(false);
    });

    it('lists what it holds', async () => {
      await put(key('listed', 4), 'x');

      const found: string[] = [];
      for await (const { documentId, version } of make().contents()) found.push(`${documentId}/${version}`);
      expect(found).toContain('listed/4');
    });
  });
}
