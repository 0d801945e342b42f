import type { Embedder } from './embedder.port.js';

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

/** The promises of {@link Embedder}, as tests. Every adapter's spec calls this. */
export function describeEmbedder(make: () => Embedder): void {
  describe('keeps the Embedder contract', () => {
    it('answers one vector a text, of its dimensions and of unit length', async () => {
      const embedder = make();
      const vectors = await embedder.embed(['a cat sat', 'the yearly fee', '费用']);

      expect(vectors).toHaveLength(3);
      for (const vector of vectors) {
        expect(vector).toHaveLength(await embedder.dimensions());
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      }
    });

    it('keeps the order over more texts than one call takes', async () => {
      const texts = Array.from({ length: 150 }, (_, i) => `passage number ${i} about subject ${i * 7}`);
      const [all, alone] = [await make().embed(texts), await make().embed([texts[149] ?? ''])];
      expect(all).toHaveLength(150);
      expect(dot(all[149] ?? [], alone[0] ?? [])).toBeCloseTo(1, 4);
    });

    it('puts texts about the same closer than others', async () => {
      const [ask, near, far] = await make().embed([
        'yearly fee of the plan',
        'the plan has a yearly fee',
        'penguins eat fish',
      ]);
      expect(dot(ask ?? [], near ?? [])).toBeGreaterThan(dot(ask ?? [], far ?? []) + 0.2);
    });

    it('answers nothing for nothing', async () => {
      expect(await make().embed([])).toEqual([]);
    });

    it('ends with the reason of whoever gives it up', async () => {
      const reason = new Error('given up');
      await expect(make().embed(['a'], AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
