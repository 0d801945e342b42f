import { collected, Cut, paced, piecesOf, waitForFirst, type Beat } from './pacing.js';
import { ModelError } from './model-error.js';

const here = new AbortController().signal;
const words = ['One', ' two', ' three'];

describe(piecesOf.name, () => {
  it.each([
    ['words with the blank before them', 'One two.\n\nThree ', ['One', ' two.', '\n\nThree', ' ']],
    ['pairs of an unspaced script', '巴黎是首都 [1]', ['巴黎', '是首', '都', ' [1]']],
    ['emoji whole', 'a 👩‍👩‍👧 b', ['a', ' 👩‍👩‍👧', ' b']],
    ['nothing', '', []],
  ])('cuts %s and loses nothing', (_, text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces);
    expect(piecesOf(text).join('')).toBe(text);
  });
});

describe(paced.name, () => {
  const run = async (fault: Parameters<typeof paced>[1], left = here): Promise<{ beats: Beat[]; error: unknown }> => {
    const beats: Beat[] = [];
    try {
      for await (const beat of paced(words, fault, left)) beats.push(beat);
      return { beats, error: undefined };
    } catch (error) {
      return { beats, error };
    }
  };
  const texts = (count: number): Beat[] => words.slice(0, count).map((text) => ({ kind: 'text', text }));

  it('gives every piece when nothing goes wrong', async () => {
    expect(await run(undefined)).toEqual({ beats: texts(3), error: undefined });
  });

  it.each([0, 2, 3, 99])('cuts after %d pieces', async (afterChunks) => {
    const { beats, error } = await run({ kind: 'cut', afterChunks });

    expect(beats).toEqual(texts(afterChunks));
    expect(error).toBeInstanceOf(Cut);
  });

  it('is filtered, or fails, inside the stream', async () => {
    expect((await run({ kind: 'content_filter', where: 'stream', afterChunks: 1 })).beats).toEqual([
      ...texts(1),
      { kind: 'filtered' },
    ]);
    expect((await run({ kind: 'stream_error', afterChunks: 2 })).beats).toEqual([...texts(2), { kind: 'error' }]);
  });

  it('stalls until the client leaves', async () => {
    const client = new AbortController();
    const beats = paced(words, { kind: 'stall', afterChunks: 1 }, client.signal);
    expect(await beats.next()).toEqual({ done: false, value: { kind: 'text', text: 'One' } });

    const stalled = beats.next();
    client.abort();

    await expect(stalled).rejects.toBeInstanceOf(Cut);
  });

  it('stops waiting for a slow token when the client leaves', async () => {
    const { error } = await run({ kind: 'latency', ms: 0, perTokenMs: 600_000 }, AbortSignal.abort());

    expect(error).toHaveProperty('name', 'AbortError');
  });
});

describe(waitForFirst.name, () => {
  it('cuts before the first byte when ordered to', async () => {
    await expect(waitForFirst({ kind: 'cut', afterChunks: 0 }, here)).rejects.toBeInstanceOf(Cut);
  });

  it('waits no longer than the client does', async () => {
    await expect(waitForFirst({ kind: 'latency', ms: 600_000 }, AbortSignal.abort())).rejects.toHaveProperty(
      'name',
      'AbortError',
    );
  });
});

describe(collected.name, () => {
  it('says which text got out before the filter', async () => {
    const fault = { kind: 'content_filter', where: 'stream', afterChunks: 2 } as const;

    expect(await collected(words, fault, here)).toEqual({ text: 'One two', isFiltered: true });
  });

  it('fails where the stream would have', async () => {
    await expect(collected(words, { kind: 'stream_error', afterChunks: 1 }, here)).rejects.toBeInstanceOf(ModelError);
  });
});
