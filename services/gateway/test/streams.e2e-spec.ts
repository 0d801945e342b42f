import { once } from 'node:events';
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { begin, call, headersOf, read } from './support/call.js';
import { setStage, type Stage } from './support/stage.js';

const ID = '01JD0000000000000000000000';
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
    const asking = begin(`${stage.url}/api/chat`, { method: 'POST' });
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
    const asking = begin(`${stage.url}/api/chat`, { method: 'POST' });
    asking.end('{"message":"?"}');
    await taken.promise;
    if (begun) await headersOf(asking);

    asking.destroy();

    await expect(closed.promise).resolves.toBe(false);
  });

  it('lets the client see that a stream was cut', async () => {
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(200, EVENTS).write('data: 1\n\n', () => incoming.socket.destroy());
    };
    const answer = await headersOf(begin(`${stage.url}/api/chat/${ID}/stream`).end());

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
