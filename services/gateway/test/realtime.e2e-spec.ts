import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { setTwoModels, type TwoModels } from './support/two-models.js';

/** A conversation, as the test leads it. */
describe('realtime conversations', () => {
  let models: TwoModels;
  let servers: WebSocketServer[];
  let handshakes: IncomingMessage[];
  let answered: WebSocket[];
  beforeEach(async () => {
    models = await setTwoModels();
    handshakes = [];
    answered = [];
    servers = [];
  });
  afterEach(async () => {
    for (const socket of answered) socket.terminate();
    for (const server of servers) server.close();
    await models.stop();
  });

  /** Lets a deployment speak WebSocket. */
  const speaks = (deployment: TwoModels['a'], act: (socket: WebSocket) => void): void => {
    const server = new WebSocketServer({
      server: deployment.server,
      handleProtocols: (offered) => offered.has('realtime') && 'realtime',
    });
    servers.push(server);
    server.on('connection', (socket, request) => {
      handshakes.push(request);
      answered.push(socket);
      act(socket);
    });
  };
  /** Answers the handshake with a status instead. */
  const refuses = (deployment: TwoModels['a'], status: number, headers = ''): void => {
    deployment.server.on('upgrade', (request: IncomingMessage, socket) => {
      handshakes.push(request);
      socket.end(`HTTP/1.1 ${status} No\r\n${headers}content-length: 0\r\nconnection: close\r\n\r\n`);
    });
  };
  const address = (path = '/v1/realtime?model=live'): string => models.stage.url.replace('http', 'ws') + path;
  const connect = async (path?: string, protocols: string[] = [], headers = {}): Promise<WebSocket> => {
    const socket = new WebSocket(address(path), protocols, { headers });
    await once(socket, 'open');
    return socket;
  };
  const refusal = async (
    path?: string,
  ): Promise<{ status: number; body: unknown; headers: IncomingMessage['headers'] }> => {
    const socket = new WebSocket(address(path));
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    return {
      status: response.statusCode ?? 0,
      body: JSON.parse(Buffer.concat(pieces).toString()),
      headers: response.headers,
    };
  };
  const next = async (socket: WebSocket): Promise<[data: Buffer, isBinary: boolean]> =>
    (await once(socket, 'message')) as [Buffer, boolean];

  it('are bridged as they are: text and bytes, from the first word on', async () => {
    speaks(models.a, (socket) => {
      socket.send('{"type":"session.created"}');
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    const socket = new WebSocket(address());
    const [first] = await next(socket);
    expect(first.toString()).toBe('{"type":"session.created"}');
    socket.send('{"type":"x", "n": 1.0}');
    expect(await next(socket)).toEqual([Buffer.from('{"type":"x", "n": 1.0}'), false]);
    socket.send(Buffer.from([0, 255, 7]));
    expect(await next(socket)).toEqual([Buffer.from([0, 255, 7]), true]);
    expect(handshakes[0]?.url).toBe('/v1/realtime?model=north-live');
    expect(handshakes[0]?.headers['authorization']).toBe('Bearer secret-a');
    socket.close();
    await once(socket, 'close');
  });

  it('go to the next deployment by the classic address, and offer it no subprotocol but its own', async () => {
    refuses(models.a, 429, 'retry-after: 5\r\n');
    speaks(models.b, (socket) => socket.send('hello'));
    const socket = new WebSocket(address('/v1/realtime/sessions?model=live'), ['realtime', 'openai-beta.realtime-v1']);
    socket.on('error', () => undefined);
    const [first] = await next(socket);
    expect([first.toString(), socket.protocol]).toEqual(['hello', 'realtime']);
    expect(handshakes[1]?.url).toBe('/openai/realtime?api-version=2024-10-21&deployment=south-live');
    expect(handshakes[1]?.headers['api-key']).toBe('secret-b');
    expect(handshakes[1]?.headers['sec-websocket-protocol']).toBe('realtime');
    socket.close();
    await once(socket, 'close');
  });

  it.each([
    [401, '', 503, 'model_credentials_refused'],
    [429, 'retry-after: 5\r\n', 429, 'model_throttled'],
    [503, '', 503, 'model_unavailable'],
    [302, 'location: http://127.0.0.1/?api-key=secret-a\r\n', 503, 'model_unavailable'],
  ])(
    'that no deployment takes (%s) are refused with a plain answer before any 101',
    async (status, headers, told, code) => {
      refuses(models.a, status, headers);
      refuses(models.b, status, headers);
      const { status: got, body, headers: sent } = await refusal();
      expect([got, body]).toEqual([told, { error: expect.objectContaining({ code }) as unknown }]);
      expect(JSON.stringify([body, sent])).not.toMatch(/secret|127\.0\.0\.1/);
      expect(sent).not.toHaveProperty('location');
      expect(handshakes).toHaveLength(2);
      expect(sent['x-error-backend-instance']).toBe('b-live');
    },
  );

  it('are refused for a model that there is not, and where nobody asks for a WebSocket', async () => {
    expect(await refusal('/v1/realtime?model=none')).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found' } },
    });
    expect(await refusal('/v1/realtime')).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } });
    expect(await refusal('/v1/elsewhere')).toMatchObject({ status: 404, body: { error: { code: 'route_not_found' } } });
    const plain = await fetch(`${models.stage.url}/v1/realtime?model=live`);
    expect([plain.status, await plain.json()]).toEqual([
      400,
      { error: expect.objectContaining({ code: 'websocket_expected' }) as unknown },
    ]);
  });

  it('are closed to other pages, like everything', async () => {
    const socket = new WebSocket(address(), { headers: { origin: 'https://evil.example' } });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(403);
    socket.on('error', () => undefined).terminate();
    expect(handshakes).toEqual([]);
  });

  it.each([
    [1000, 1000],
    [4001, 4001],
    [1008, 1008],
  ])('tell the client that the model closed with %s', async (code, told) => {
    speaks(models.a, (socket) => socket.close(code, 'resource east-7'));
    const socket = new WebSocket(address());
    const [got, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect(got).toBe(told);
    expect(reason.toString()).not.toContain('east-7');
  });

  it('tell the client 1011 where the model is cut off, and the model what the client closes with', async () => {
    speaks(models.a, (socket) => {
      socket.on('message', () => socket.terminate());
      socket.send('ready');
    });
    const cut = new WebSocket(address());
    await next(cut);
    cut.send('die');
    expect((await once(cut, 'close'))[0]).toBe(1011);

    const leaving = new WebSocket(address());
    await next(leaving);
    const model = answered[1];
    leaving.close(4000, 'enough');
    const [code, reason] = (await once(model ?? leaving, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([4000, 'enough']);
  });

  it('count as calls under way while they last, and their usage is told to the meter', async () => {
    speaks(models.a, (socket) =>
      socket.on('message', () =>
        socket.send(
          '{"type":"response.done","response":{"usage":{"total_tokens":12,"input_tokens":9,"output_tokens":3}}}',
        ),
      ),
    );
    const inFlight = async (): Promise<string> =>
      /calls_in_flight\{deployment="a-live"[^}]*\} (\d+)/.exec(await models.stage.metrics())?.[1] ?? '';
    const socket = await connect();
    for (let i = 0; i < 2; i++) {
      socket.send('go');
      await next(socket);
    }
    expect(await inFlight()).toBe('1');
    socket.close(1000);
    await once(socket, 'close');
    while ((await inFlight()) !== '0') await new Promise((later) => setImmediate(later));
    const text = await models.stage.metrics();
    const of = (kind: string): string | undefined =>
      new RegExp(`tokens_total\\{(?=[^}]*"realtime")(?=[^}]*"${kind}")[^}]*\\} (\\d+)`).exec(text)?.[1];
    expect([of('input'), of('output')]).toEqual(['18', '6']); // 2 x 9, 2 x 3
  });

  it('leave nothing behind after three hundred', async () => {
    speaks(models.a, (socket) => socket.send('hello'));
    for (let round = 0; round < 20; round++) {
      await Promise.all(
        Array.from({ length: 15 }, async () => {
          const socket = new WebSocket(address());
          await next(socket);
          socket.close();
          await once(socket, 'close');
        }),
      );
    }
    while (answered.some(({ readyState }) => readyState !== WebSocket.CLOSED))
      await new Promise((later) => setImmediate(later));
    expect(answered).toHaveLength(300);
    expect(await models.stage.metrics()).toMatch(/calls_in_flight\{deployment="a-live"[^}]*\} 0/);
  }, 60_000);

  it('are told when the replica stops', async () => {
    speaks(models.a, (socket) => socket.send('hello'));
    const socket = new WebSocket(address());
    await next(socket);
    const closed = once(socket, 'close');
    await models.stage.close();
    expect((await closed)[0]).toBe(1001);
  });
});
