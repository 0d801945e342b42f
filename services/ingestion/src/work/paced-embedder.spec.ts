import { setTimeout as pause } from 'node:timers/promises';
import { Embedder, ModelThrottled, ModelUnavailable } from '@shared/models';
import { PacedEmbedder } from './paced-embedder.js';

/** Answers the length of each text, or what it is told to throw; notes when it was called, with what, and how many at once. */
class NotingEmbedder extends Embedder {
  readonly model = 'noting';
  readonly calls: { at: number; texts: readonly string[] }[] = [];
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly faults: Error[];

  constructor(...faults: Error[]) {
    super();
    this.faults = faults;
  }

  dimensions(): Promise<number> {
    return Promise.resolve(1);
  }

  async embed(texts: readonly string[]): Promise<number[][]> {
    this.calls.push({ at: Date.now(), texts });
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.atOnce += 1));
    await pause(5);
    this.atOnce -= 1;
    const fault = this.faults.shift();
    if (fault) throw fault;
    return texts.map((text) => [text.length]);
  }
}

const paced = (inner: Embedder, concurrency = 4, batchTokens = 100) =>
  new PacedEmbedder(inner, { concurrency, batchTokens });
const throttled = (retryAfterSeconds: number) => new ModelThrottled({ retryAfterSeconds });

describe(PacedEmbedder.name, () => {
  it('cuts batches by tokens, keeps the order, and sends a long text alone', async () => {
    const inner = new NotingEmbedder();
    // "word " repeated is one token each.
    const long = 'word '.repeat(150).trim();
    const texts = ['word '.repeat(60).trim(), 'word '.repeat(40).trim(), 'one', long, 'two'];

    const vectors = await paced(inner, 1).embed(texts);

    expect(vectors).toEqual(texts.map((text) => [text.length]));
    expect(inner.calls.map((call) => call.texts)).toEqual([texts.slice(0, 2), ['one'], [long], ['two']]);
  });

  it('has no more calls under way than it may, over all who ask', async () => {
    const inner = new NotingEmbedder();
    const embedder = paced(inner, 2, 1);

    await Promise.all([embedder.embed(['a', 'b', 'c']), embedder.embed(['d', 'e', 'f'])]);

    expect(inner.calls).toHaveLength(6);
    expect(inner.mostAtOnce).toBe(2);
  });

  it('waits as long as the server asks, for every call of the process', async () => {
    const inner = new NotingEmbedder(throttled(0.3));
    const embedder = paced(inner, 1);
    const first = embedder.embed(['a']);
    const second = embedder.embed(['b']);

    expect(await Promise.all([first, second])).toEqual([[[1]], [[1]]]);

    const [refused, ...later] = inner.calls.map(({ at }) => at);
    expect(later).toHaveLength(2);
    for (const at of later) expect(at - Number(refused)).toBeGreaterThanOrEqual(300);
  });

  it.each([61, 3_600])(
    'does not sit out %i s: it says so at once, to whoever asks next too, and calls nobody',
    async (seconds) => {
      const inner = new NotingEmbedder(throttled(seconds));
      const embedder = paced(inner);
      const began = Date.now();

      await expect(embedder.embed(['a'])).rejects.toMatchObject({ name: 'ModelThrottled', retryAfterSeconds: seconds });
      await expect(embedder.embed(['b'])).rejects.toMatchObject({ retryAfterSeconds: seconds });

      expect(inner.calls).toHaveLength(1);
      expect(Date.now() - began).toBeLessThan(1_000);
    },
  );

  it('repeats a call that the model answers with a fault of its own, three times', async () => {
    const inner = new NotingEmbedder(...[1, 2, 3, 4].map(() => new ModelUnavailable()));

    await expect(paced(inner).embed(['a'])).rejects.toBeInstanceOf(ModelUnavailable);

    expect(inner.calls).toHaveLength(4);
  });

  it('ends its wait when nobody wants the vectors any more', async () => {
    const leaving = new AbortController();
    const waiting = paced(new NotingEmbedder(throttled(5))).embed(['a'], leaving.signal);
    setTimeout(() => leaving.abort(new Error('left')), 20);

    await expect(waiting).rejects.toThrow();
  });

  it('asks nobody for nothing', async () => {
    const inner = new NotingEmbedder();

    expect(await paced(inner).embed([])).toEqual([]);
    expect(inner.calls).toEqual([]);
  });
});
