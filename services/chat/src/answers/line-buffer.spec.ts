import { LineBuffer } from './line-buffer.js';

async function all(reader: AsyncIterable<{ number: number; line: string }>): Promise<string[]> {
  const items: string[] = [];
  for await (const { number, line } of reader) items.push(`${number}${line}`);
  return items;
}

const nobody = (): void => undefined;

describe(LineBuffer.name, () => {
  it('gives every reader everything from where it was, whenever it comes', async () => {
    const buffer = new LineBuffer();
    const early = all(buffer.read(0, nobody));
    buffer.append('a');
    buffer.append('b');
    const late = all(buffer.read(1, nobody));
    buffer.append('c');
    buffer.close();

    expect(await early).toEqual(['1a', '2b', '3c']);
    expect(await late).toEqual(['2b', '3c']);
    expect(await all(buffer.read(0, nobody))).toEqual(['1a', '2b', '3c']);
  });

  it.each([
    ['before the beginning', -5, ['1a']],
    ['beyond the end', 99, []],
  ])('bears a position %s', async (_, last, items) => {
    const buffer = new LineBuffer();
    buffer.append('a');
    buffer.close();
    expect(await all(buffer.read(last, nobody))).toEqual(items);
  });

  it('lets a reader leave at once, even while it waits, and says so once', async () => {
    const buffer = new LineBuffer();
    let left = 0;
    const reader = buffer.read(0, () => (left += 1));
    const waiting = reader.next();

    await reader.return?.();
    await reader.return?.();

    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(left).toBe(1);
  });

  it('counts what it keeps', () => {
    const buffer = new LineBuffer();
    buffer.append('a'.repeat(10));
    buffer.append('b'.repeat(5));
    expect(buffer.chars).toBe(15);
    expect(buffer.after(1, 9)).toEqual([{ number: 2, line: 'bbbbb' }]);
    expect(buffer.after(0, 1)).toEqual([{ number: 1, line: 'aaaaaaaaaa' }]);
  });
});
