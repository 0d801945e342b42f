import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { AnswerPieces, BrokenAnswer } from './answer-pieces.js';

const PATIENCE_MS = 20;

describe(AnswerPieces.name, () => {
  let body: PassThrough;
  let pieces: AnswerPieces;
  beforeEach(() => {
    body = new PassThrough();
    pieces = new AnswerPieces(body);
  });
  afterEach(() => pieces.destroy());

  const word = async (): Promise<string | undefined> => (await pieces.next())?.toString();

  it('hands over what is there, and what comes', async () => {
    body.write('one');
    expect(await word()).toBe('one');
    const coming = word();
    body.write('two');
    expect(await coming).toBe('two');
  });

  it('ends where the body ends, whoever waits and whoever comes later', async () => {
    const coming = word();
    body.end();
    expect(await coming).toBeUndefined();
    expect(await word()).toBeUndefined();
    expect(await pieces.nextWithin(PATIENCE_MS)).toBeUndefined();
  });

  it('keeps what came before the end', async () => {
    body.end('last');
    await once(body, 'readable');
    expect(await word()).toBe('last');
    expect(await word()).toBeUndefined();
  });

  it('fails as the body fails, while somebody waits or nobody does', async () => {
    const waiting = expect(word()).rejects.toThrow('reset');
    body.destroy(new Error('reset'));
    await waiting;
    await expect(pieces.nextWithin(PATIENCE_MS)).rejects.toThrow('reset');
  });

  it('says that it is broken where the body was closed before its end', async () => {
    const waiting = expect(word()).rejects.toBeInstanceOf(BrokenAnswer);
    pieces.destroy();
    await waiting;
  });

  it('says when nothing comes in time, as often as it is asked, and misses nothing', async () => {
    expect(await pieces.nextWithin(PATIENCE_MS)).toBe('later');
    expect(await pieces.nextWithin(PATIENCE_MS)).toBe('later');
    const coming = pieces.nextWithin(PATIENCE_MS);
    body.write('late');
    expect(String(await coming)).toBe('late');
    expect(await pieces.nextWithin(PATIENCE_MS)).toBe('later');
  });

  it('leaves no timer behind, whose process could not end', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    body.write('one');
    await pieces.nextWithin(3_600_000);
    const coming = pieces.nextWithin(3_600_000);
    const during = timers();
    body.end();
    await coming;
    // One for the whole body.
    expect([during, timers()]).toEqual([before + 1, before]);

    const cut = new AnswerPieces(new PassThrough());
    const never = cut.nextWithin(3_600_000).catch(() => undefined);
    cut.destroy();
    await never;
    expect(timers()).toBe(before);
  });
});
