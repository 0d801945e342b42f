import { ModelPool, ModelUnavailable } from '@shared/models';
import { EmulatedModels, until } from '../support/emulated-models.js';
import { bytesOf, chatCall, clientOf, deploymentAt, QUESTION } from './stage.js';

/** Where an answer breaks, and where its client leaves; the emulators' counters are the witness. */
describe('answers on their way', () => {
  let a: EmulatedModels;
  let b: EmulatedModels;
  let pool: ModelPool;
  beforeAll(async () => {
    [a, b] = await Promise.all([EmulatedModels.start(), EmulatedModels.start()]);
  });
  afterAll(() => Promise.all([a.stop(), b.stop()]));
  beforeEach(() => {
    a.reset();
    b.reset();
    // The first is always asked first.
    pool = new ModelPool([deploymentAt(a.url, 'a'), deploymentAt(b.url, 'b', { priority: 2 })]);
  });
  afterEach(() => pool.close());
  const asked = (): number[] => [a.counted('chat').calls, b.counted('chat').calls];

  /** The words of a streamed answer through the SDK, and what it ended with. */
  async function read(): Promise<{ text: string; error: unknown }> {
    let text = '';
    try {
      const stream = await clientOf(pool).chat.completions.create({
        model: 'local-extractive',
        messages: QUESTION,
        stream: true,
      });
      for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
      return { text, error: undefined };
    } catch (error) {
      return { text, error };
    }
  }

  it.each([
    ['a cut before the status line', { kind: 'cut', afterChunks: 0 }],
    ['an error inside a stream before its first word', { kind: 'stream_error', afterChunks: 0 }],
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['429', { kind: 'status', status: 429 }],
    ['401', { kind: 'status', status: 401 }],
    ['404 of the deployment', { kind: 'status', status: 404 }],
  ])('are had elsewhere after %s, and the client sees nothing of it', async (_, fault) => {
    a.order(fault);
    const whole = await read();
    expect(whole.error).toBeUndefined();
    expect(whole.text.length).toBeGreaterThan(10);
    expect(b.counted('chat').calls).toBe(1);
    expect(a.counted('chat').faults).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['cut', { kind: 'cut', afterChunks: 3 }],
    ['an error inside it', { kind: 'stream_error', afterChunks: 3 }],
  ])(
    'end in an error, never in silence and never in a second beginning, when the stream meets %s',
    async (_, fault) => {
      const { text: whole } = await read();
      a.reset();
      a.order(fault);
      const { text, error } = await read();
      expect(error).toBeInstanceOf(Error);
      expect(text.length).toBeGreaterThan(0);
      expect(whole.startsWith(text)).toBe(true);
      expect(asked()).toEqual([1, 0]);
    },
  );

  it('are not asked anywhere else when the filter refuses the prompt', async () => {
    a.order({ kind: 'content_filter', where: 'prompt' });
    const reply = await pool.call(chatCall({ isStream: true }));
    expect([reply.status, asked()]).toEqual([400, [1, 0]]);
    expect(JSON.parse(await bytesOf(reply))).toMatchObject({ error: { code: 'content_filter' } });
  });

  it.each([
    ['a stream before its first byte', true, { kind: 'latency', ms: 60_000 }, false],
    ['a stream after its first byte', true, { kind: 'latency', ms: 0, perTokenMs: 60_000 }, true],
    ['a whole answer before its first byte', false, { kind: 'latency', ms: 60_000 }, false],
    ['a whole answer that is being written', false, { kind: 'stall', afterChunks: 2 }, false],
  ])('are given up at the deployment at once when the client leaves %s', async (_, isStream, fault, hasBegun) => {
    a.order(fault);
    const leaving = new AbortController();
    const call = pool.call(chatCall({ isStream, signal: leaving.signal }));
    if (hasBegun) bytesOf(await call).catch(() => undefined);
    else call.catch(() => undefined);
    await until(() => a.counted('chat').calls === 1);
    leaving.abort(new Error('left'));
    await until(() => a.counted('chat').aborted === 1);
    if (!hasBegun) await expect(call).rejects.toThrow('left');
    expect(asked()).toEqual([1, 0]);
    await until(() => pool.deployments[0]?.inFlight === 0);
  });

  it('go on to their end through a change of the configuration', async () => {
    a.order({ kind: 'latency', ms: 0, perTokenMs: 30 });
    const reading = read();
    await until(() => a.counted('chat').calls === 1);
    pool.reload([deploymentAt(b.url, 'b')]);
    expect(pool.deployments.map(({ deployment }) => deployment.name)).toEqual(['b']);
    const { text, error } = await reading;
    expect([error, text.length > 10]).toEqual([undefined, true]);
    await read();
    expect(asked()).toEqual([1, 1]);
  });

  it('are tried at three deployments at most', async () => {
    const broken = await Promise.all([1, 2, 3, 4].map(() => EmulatedModels.start()));
    for (const each of broken) each.order({ kind: 'status', status: 500 });
    const wide = new ModelPool(broken.map((each, index) => deploymentAt(each.url, `broken-${index}`)));
    await expect(wide.call(chatCall())).rejects.toBeInstanceOf(ModelUnavailable);
    expect(broken.reduce((sum, each) => sum + each.counted('chat').calls, 0)).toBe(3);
    await wide.close();
    await Promise.all(broken.map((each) => each.stop()));
  });
});
