import { ReplayBuffer } from './replay-buffer.js';

async function all(reader: AsyncIterable<{ number: number; item: string }>): Promise<string[]> {
  const items: string[] = [];
  for await (const { number, item } of reader) items.push(`${number}${item}`);
  return items;
}

const nobody = (): void => undefined;

describe(ReplayBuffer.name, () => {
  it('gives every reader everything from where it was, whenever it comes', async () => {
    const buffer = new ReplayBuffer<string>();
    const early = all(buffer.read(0, nobody));
    buffer.append('a', 1);
    buffer.append('b', 1);
    const late = all(buffer.read(1, nobody));
    buffer.append('c', 1);
    buffer.close();

    expect(await early).toEqual(['1a', '2b', '3c']);
    expect(await late).toEqual(['2b', '3c']);
    expect(await all(buffer.read(0, nobody))).toEqual(['1a', '2b', '3c']);
  });

  it.each([
    ['before the beginning', -5, ['1a']],
    ['beyond the end', 99, []],
  ])('bears a position %s', async (_, last, items) => {
    const buffer = new ReplayBuffer<string>();
    buffer.append('a', 1);
    buffer.close();
    expect(await all(buffer.read(last, nobody))).toEqual(items);
  });

  it('lets a reader leave at once, even while it waits, and says so once', async () => {
    const buffer = new ReplayBuffer<string>();
    let left = 0;
    const reader = buffer.read(0, () => (left += 1));
    const waiting = reader.next();

    await reader.return?.();
    await reader.return?.();

    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(left).toBe(1);
  });

  it('counts what it keeps', () => {
    const buffer = new ReplayBuffer<string>();
    buffer.append('a', 10);
    buffer.append('b', 5);
    expect(buffer.chars).toBe(15);
  });
});
