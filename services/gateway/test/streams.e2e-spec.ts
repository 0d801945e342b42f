import { once } from 'node:events';
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { begin, call, headersOf, read } from './support/call.js';
import { setStage, type Stage } from './support/stage.js';

const ID = '01JD0000000000000000000000';
const ASKING = { method: 'POST', headers: { 'content-type': 'application/json' } };
const EVENTS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** A promise that the test settles from elsewhere. */
function signal<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, resolve };
}

describe('streams', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.stop());
  beforeEach(() => {
    stage.chat.reset();
    stage.ingestion.reset();
  });

  it("shows a stream's headers before its first byte, and each event while the stream stays open", async () => {
    const opened = signal<ServerResponse>();
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(200, EVENTS).flushHeaders();
      opened.resolve(outgoing);
    };
    const asking = begin(`${stage.url}/api/chat`, ASKING);
    asking.end('{"message":"?"}');

    const answer = await headersOf(asking);
    expect(answer.headers).toMatchObject(EVENTS);

    const upstream = await opened.promise;
    for (const event of ['id: 1\ndata: {"type":"start"}\n\n', 'id: 2\ndata: [DONE]\n\n']) {
      upstream.write(event);
      const [piece] = (await once(answer, 'data')) as [Buffer];
      expect(piece.toString()).toBe(event);
    }
    upstream.end();
    await once(answer, 'end');
  });

  it.each([
    ['before the answer begins', false],
    ['in the middle of the answer', true],
  ])('closes the connection to the service when the client leaves %s', async (_, begun) => {
    const taken = signal<IncomingMessage>();
    const closed = signal<boolean>();
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.once('close', () => closed.resolve(outgoing.writableFinished));
      if (begun) outgoing.writeHead(200, EVENTS).write(': open\n\n');
      taken.resolve(incoming);
    };
    const asking = begin(`${stage.url}/api/chat`, ASKING);
    asking.end('{"message":"?"}');
    await taken.promise;
    if (begun) await headersOf(asking);

    asking.destroy();

    await expect(closed.promise).resolves.toBe(false);
  });

  it('lets the client see that the stream of a document was cut', async () => {
    stage.ingestion.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(200, EVENTS).write('data: 1\n\n', () => incoming.socket.destroy());
    };
    const answer = await headersOf(begin(`${stage.url}/api/documents/${ID}/events`).end());

    await expect(read(answer)).rejects.toThrow('aborted');
    await expect(call(`${stage.url}/health/live`)).resolves.toMatchObject({ status: 200 });
  });

  it('streams an upload: the service reads the first bytes while the client still holds the last', async () => {
    const first = signal<string>();
    stage.ingestion.handle = async (incoming, outgoing) => {
      const [piece] = (await once(incoming, 'data')) as [Buffer];
      first.resolve(piece.toString());
      incoming.resume();
      await once(incoming, 'end');
      outgoing.writeHead(202).end('{}');
    };
    const uploading = begin(`${stage.url}/api/documents`, {
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked' },
    });
    uploading.write('first');
    await expect(first.promise).resolves.toBe('first');

    uploading.end('last');
    expect((await read(await headersOf(uploading))).status).toBe(202);
  });

  it('closes the connection to the service when the client leaves in the middle of an upload', async () => {
    const ended = signal<boolean>();
    stage.ingestion.handle = async (incoming) => {
      incoming.once('close', () => ended.resolve(incoming.complete));
      incoming.resume();
      uploading.destroy();
    };
    const uploading = begin(`${stage.url}/api/documents`, { method: 'POST', headers: { 'content-length': '1000' } });
    uploading.write('some');

    await expect(ended.promise).resolves.toBe(false);
  });

  it.each([
    ['in the middle of an event', 'id: 1\ndata: {"type":"start"}\n\nid: 2\ndata: {"type":"te', true],
    ['between two events', 'id: 1\ndata: {"type":"start"}\n\n', true],
    ['after its end', 'id: 1\ndata: {"type":"start"}\n\nid: 2\ndata: {"type":"finish"}\n\n', false],
  ])('ends an answer once, and in the stream, that breaks off %s', async (_, said, isTold) => {
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(200, EVENTS);
      outgoing.write(said, () => setImmediate(() => outgoing.destroy()));
    };
    const { body } = await call(`${stage.url}/api/chat`, { ...ASKING, body: '{"message":"?"}' });
    const chunks = [...body.matchAll(/^data: (\{.*\})$/gm)].map(
      ([, json = '']) => JSON.parse(json) as { type: string },
    );

    expect(chunks.map(({ type }) => type)).toEqual(isTold ? ['start', 'data-error', 'error'] : ['start', 'finish']);
    if (isTold) expect(chunks[1]).toMatchObject({ data: { code: 'answer_interrupted' } });
    expect(body.match(/\[DONE\]/g)).toHaveLength(1);
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('takes no more of an answer than its reader does', async () => {
    const piece = `id: 1\ndata: ${'x'.repeat(65_536)}\n\n`;
    let sent = 0;
    const stalled = signal<void>();
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(200, EVENTS);
      const push = (): void => {
        // A reader that takes nothing stops us; the deadline only bounds a test that fails.
        for (; sent < 2_000; sent += 1) if (!outgoing.write(piece)) break;
        const quiet = setTimeout(() => stalled.resolve(), 500);
        outgoing.once('drain', () => {
          clearTimeout(quiet);
          sent += 1;
          push();
        });
      };
      push();
    };
    const asking = begin(`${stage.url}/api/chat`, ASKING);
    asking.end('{"message":"?"}');
    const answer = await headersOf(asking);
    answer.pause();
    await stalled.promise;
    // What is on the way sits in the sockets' buffers, a few MiB on each of two connections; not 131 MB in the gateway.
    expect(sent).toBeLessThan(400);
    answer.destroy();
  });

  it('hands an early refusal of an upload back, and takes the rest, so that the connection can be used again', async () => {
    stage.ingestion.handle = (_, outgoing) =>
      outgoing.writeHead(415, { 'content-type': 'application/problem+json' }).end('{"code":"file_type_unsupported"}');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { 'transfer-encoding': 'chunked' };
    const uploading = begin(`${stage.url}/api/documents`, { method: 'POST', headers, agent });
    uploading.write('first');

    const reply = await read(await headersOf(uploading));
    expect([reply.status, reply.json()]).toEqual([415, { code: 'file_type_unsupported' }]);

    uploading.end(Buffer.alloc(8 * 1024 * 1024)); // more than the buffers on the way hold
    await once(uploading, 'close');
    expect((await call(`${stage.url}/health/live`, { agent })).status).toBe(200);
    expect(uploading.reusedSocket).toBe(false);
    agent.destroy();
  });

  it('lets an open stream end by itself while it drains', async () => {
    const draining = await setStage();
    const opened = signal<ServerResponse>();
    draining.chat.handle = (_, outgoing) => {
      outgoing.writeHead(200, EVENTS).flushHeaders();
      opened.resolve(outgoing);
    };
    const answer = await headersOf(begin(`${draining.url}/api/chat/${ID}/stream`).end());
    const upstream = await opened.promise;

    const closed = draining.close();
    upstream.end('data: last words\n\n');

    expect((await read(answer)).body).toBe('data: last words\n\n');
    await closed;
    await draining.stop();
  });

  it('cuts a stream that outlasts the longest drain', async () => {
    const draining = await setStage({ DRAIN_MAX_SECONDS: '0' });
    draining.chat.handle = (_, outgoing) => outgoing.writeHead(200, EVENTS).flushHeaders();
    const answer = await headersOf(begin(`${draining.url}/api/chat/${ID}/stream`).end());

    const cut = expect(read(answer)).rejects.toThrow('aborted');
    await draining.close();
    await cut;
    await draining.stop();
  });
});
