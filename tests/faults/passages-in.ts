import { createHash } from 'node:crypto';

/** How often each passage is there; a passage is everything that readers see of it, but for the document's own id. */
export type Passages = ReadonlyMap<string, number>;

/** Where the index is. */
export interface Stores {
  readonly url: string;
  readonly key: string;
  readonly index: string;
}

const PAGE = 1_000;

/** Every passage in the index. */
export async function passagesIn({ url, key, index }: Stores): Promise<Passages> {
  const found = new Map<string, number>();
  for (let skip = 0; ; skip += PAGE) {
    const reply = await fetch(`${url}/indexes/${index}/docs/search?api-version=2025-09-01`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'api-key': key },
      body: JSON.stringify({ search: '*', top: PAGE, skip, orderby: 'id asc' }),
    });
    if (!reply.ok) throw new Error(`The index answered ${reply.status}: ${await reply.text()}`);
    const { value } = (await reply.json()) as { value: Record<string, unknown>[] };
    for (const { id: _, documentId: __, '@search.score': ___, ...seen } of value) {
      const name = createHash('sha256').update(JSON.stringify(seen)).digest('hex');
      found.set(name, (found.get(name) ?? 0) + 1);
    }
    if (value.length < PAGE) return found;
  }
}
