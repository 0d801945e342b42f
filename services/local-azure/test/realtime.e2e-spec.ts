import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { API_KEY, startEmulators, type Emulators } from './emulators.js';

type Said = { type: string; [field: string]: unknown };

describe('the realtime emulator', () => {
  let azure: Emulators;
  beforeAll(async () => {
    azure = await startEmulators();
  });
  afterAll(() => azure.close());
  afterEach(() => azure.faults.remove());

  const V1 = '/openai/v1/realtime?model=local-echo';
  const CLASSIC = '/openai/realtime?api-version=2025-04-01-preview&deployment=local-echo';
  const open = (path: string, headers: Record<string, string> = { 'api-key': API_KEY }): WebSocket =>
    new WebSocket(azure.url.replace('http', 'ws') + path, { headers });
  const refused = async (path: string, headers?: Record<string, string>): Promise<number> => {
    const socket = open(path, headers);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    socket.on('error', () => undefined).terminate();
    return response.statusCode ?? 0;
  };
  /** What is said until the end of a response. */
  const talk = async (path: string, events: readonly object[]): Promise<Said[]> => {
    const socket = open(path);
    const said: Said[] = [];
    const done = new Promise<void>((resolve) =>
      socket.on('message', (data: Buffer) => {
        said.push(JSON.parse(data.toString()) as Said);
        if (said.length === 1) for (const event of events) socket.send(JSON.stringify(event));
        if (said.at(-1)?.type === 'response.done') resolve();
      }),
    );
    await done;
    socket.close();
    await once(socket, 'close');
    return said;
  };
  const message = {
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello there' }] },
  };

  it.each([
    ['v1', V1, 'response.output_text.delta'],
    ['classic', CLASSIC, 'response.text.delta'],
  ])('says back what it was told, in the dialect of the %s address', async (_, path, delta) => {
    const said = await talk(path, [
      { type: 'session.update', session: { instructions: 'x' } },
      message,
      { type: 'response.create' },
    ]);
    expect([...new Set(said.map(({ type }) => type))]).toEqual([
      'session.created',
      'session.updated',
      'conversation.item.created',
      'response.created',
      delta,
      delta.replace('delta', 'done'),
      'response.done',
    ]);
    expect(
      said
        .filter(({ type }) => type === delta)
        .map((event) => event['delta'])
        .join(''),
    ).toBe('You said: hello there');
    // "hello there" is 2 tokens, "You said: hello there" 5.
    expect(said.at(-1)).toMatchObject({ response: { usage: { input_tokens: 2, output_tokens: 5, total_tokens: 7 } } });
  });

  it('counts audio, and says what it does not understand', async () => {
    const said = await talk(V1, [
      { type: 'nonsense' },
      { type: 'input_audio_buffer.append', audio: Buffer.alloc(300).toString('base64') },
      { type: 'input_audio_buffer.commit' },
      { type: 'response.create' },
    ]);
    expect(said[1]).toMatchObject({ type: 'error', error: { code: 'invalid_value' } });
    expect(said.find(({ type }) => type === 'response.output_text.done')).toMatchObject({
      text: 'You said: 300 bytes of audio',
    });
  });

  it.each([
    ['without a key', V1, {}, 401],
    ['with a version at the v1 address', `${V1}&api-version=preview`, { 'api-key': API_KEY }, 401],
    ['without a version at the classic one', '/openai/realtime?deployment=local-echo', { 'api-key': API_KEY }, 404],
    ['at a deployment there is not', '/openai/v1/realtime?model=none', { 'api-key': API_KEY }, 404],
    ['elsewhere', '/openai/v1/else', { 'api-key': API_KEY }, 404],
  ])('lets nobody in %s', async (_, path, headers, status) => {
    expect(await refused(path, headers)).toBe(status);
  });

  it('takes the key of a browser in the address, fails and cuts as ordered', async () => {
    const socket = open(`${V1}&api-key=${API_KEY}`, {});
    await once(socket, 'message');
    socket.close();
    azure.faults.add({ operation: 'realtime', fault: { kind: 'status', status: 429, retryAfterMs: 900 }, count: 1 });
    expect(await refused(V1)).toBe(429);
    azure.faults.add({ operation: 'realtime', fault: { kind: 'cut', afterChunks: 1 }, count: 1 });
    const cut = open(V1);
    const closed = once(cut, 'close');
    await once(cut, 'message');
    cut.send(JSON.stringify({ type: 'session.update', session: {} }));
    expect((await closed)[0]).toBe(1006);
  });
});
