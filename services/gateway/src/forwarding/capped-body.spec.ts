import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { cappedBody } from './capped-body.js';
import { BodyTimedOut, ClientLeft } from './errors.js';

class TooLarge extends Error {}
const NEVER_MS = 1_000_000;
const capped = (source: Readable, maxBytes: number, idleMs = NEVER_MS, maxMs = NEVER_MS): Readable =>
  cappedBody(source, { maxBytes, idleMs, maxMs, tooLarge: () => new TooLarge() });

/** Everything a stream gives. */
async function text(stream: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

describe(cappedBody.name, () => {
  let source: PassThrough;
  beforeEach(() => {
    source = new PassThrough();
  });

  it('lets exactly the cap through', async () => {
    source.write('1234');
    source.end('567');
    await expect(text(capped(source, 7))).resolves.toBe('1234567');
  });

  it('counts bytes, not characters', async () => {
    source.end('ä'.repeat(4)); // 8 bytes
    await expect(text(capped(source, 7))).rejects.toBeInstanceOf(TooLarge);
  });

  it('ends one byte over the cap, and leaves the source open and readable', async () => {
    const body = capped(source, 7);
    source.write('1234');
    source.write('5678');

    await expect(text(body)).rejects.toBeInstanceOf(TooLarge);

    expect(source.destroyed).toBe(false);
    source.resume();
    source.end('rest');
    await once(source, 'end');
  });

  it('ends when nothing arrives any more', async () => {
    const body = capped(source, 7, 20);
    source.write('12');
    await expect(text(body)).rejects.toBeInstanceOf(BodyTimedOut);
    expect(source.destroyed).toBe(false);
  });

  it('ends when it takes too long, though something arrives all the time', async () => {
    const body = capped(source, 1_000_000, NEVER_MS, 100);
    const drip = setInterval(() => source.write('x'), 5);
    await expect(text(body)).rejects.toBeInstanceOf(BodyTimedOut);
    clearInterval(drip);
  });

  it('waits for a slow reader as long as it takes', async () => {
    const body = capped(source, 10_000_000, 20);
    source.end(Buffer.alloc(5_000_000)); // far more than the buffers hold
    const closed = once(body, 'close', { signal: AbortSignal.timeout(100) }); // five idle times
    await expect(closed).rejects.toHaveProperty('name', 'AbortError');

    await expect(text(body)).resolves.toHaveLength(5_000_000);
  });

  it('ends when its sender is gone', async () => {
    const body = capped(source, 7);
    source.write('12');
    const read = text(body);
    source.destroy();
    await expect(read).rejects.toBeInstanceOf(ClientLeft);
  });
});
