import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.js';
import { describeChatModel, piecesOf, QUESTION, textOf } from './chat-model.contract.js';
import { singleDeployment } from './models.config.js';
import { OpenAiChatModel } from './openai-chat-model.adapter.js';
import { ModelPool } from './pool/model-pool.js';

const asked = (url: string, name: string): OpenAiChatModel => {
  const settings = { MODEL_API_KEY: 'test-key', MODEL_TOKEN_SCOPE: 'scope', MODEL_TIMEOUT_MS: 10_000 };
  const deployment = singleDeployment('chat', name, { ...settings, MODEL_BASE_URL: url });
  return new OpenAiChatModel(new ModelPool([deployment]), { model: name });
};

describe(OpenAiChatModel.name, () => {
  let azure: TestAzure;
  beforeAll(async () => {
    azure = await startLocalAzure();
  }, 60_000);
  afterAll(() => azure.stop());

  const model = (name = 'local-extractive') => asked(`${azure.url}/openai/v1`, name);
  const admin = (path: string, method: string, body?: object) =>
    fetch(`${azure.url}/admin/${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });

  afterEach(() => admin('faults', 'DELETE'));

  describe('of a classic model', () => {
    describeChatModel(() => model());
  });

  describe('of a reasoning model', () => {
    // One object for all: what the model refuses is learned once.
    let reasoning: OpenAiChatModel | undefined;
    describeChatModel(() => (reasoning ??= model('local-reasoning')));
  });

  it.each([
    ['a blocked prompt', { kind: 'content_filter', where: 'prompt' }, 'content_filtered'],
    ['a connection that is cut in the answer', { kind: 'cut', afterChunks: 3 }, 'model_unavailable'],
    ['a fault inside the stream', { kind: 'stream_error', afterChunks: 3 }, 'model_unavailable'],
    ['a refused key', { kind: 'status', status: 401 }, 'model_credentials_refused'],
  ])('names %s', async (_, fault, code) => {
    await admin('faults', 'POST', { service: 'models', operation: 'chat', fault });
    await expect(piecesOf(model().stream(QUESTION))).rejects.toMatchObject({ code });
  });

  it('passes on that the filter stopped the answer on its way', async () => {
    await admin('faults', 'POST', {
      operation: 'chat',
      fault: { kind: 'content_filter', where: 'stream', afterChunks: 2 },
    });
    expect((await piecesOf(model().stream(QUESTION))).at(-1)).toMatchObject({
      type: 'finish',
      reason: 'content-filter',
    });
  });

  it('tries again after a fault before the first byte', async () => {
    await admin('faults', 'POST', {
      operation: 'chat',
      count: 1,
      fault: { kind: 'status', status: 429, retryAfterMs: 5 },
    });
    expect(textOf(await piecesOf(model().stream(QUESTION)))).toContain('4 per cent');
  });

  describe('closes the connection', () => {
    beforeEach(async () => {
      await admin('calls', 'DELETE');
      await admin('faults', 'POST', { operation: 'chat', fault: { kind: 'stall', afterChunks: 2 } });
    });

    it('when whoever reads it breaks off', async () => {
      for await (const piece of model().stream(QUESTION)) {
        if (piece.type === 'text') break;
      }
      expect(await abortedCalls()).toBe(1);
    });

    it('when the signal says so while the model is silent', async () => {
      const giving = new AbortController();
      const reason = new Error('given up');
      const reader = model().stream(QUESTION, giving.signal);
      await reader.next();
      await reader.next();
      const silent = reader.next();
      giving.abort(reason);
      await expect(silent).rejects.toBe(reason);
      expect(await abortedCalls()).toBe(1);
    });
  });

  /** Calls that local Azure saw closed by us; waits until there is one. */
  async function abortedCalls(): Promise<number> {
    const deadline = Date.now() + 5_000;
    for (;;) {
      const { calls } = (await (await admin('calls', 'GET')).json()) as {
        calls: { operation: string; aborted: number }[];
      };
      const aborted = calls.find(({ operation }) => operation === 'chat')?.aborted ?? 0;
      if (aborted > 0 || Date.now() > deadline) return aborted;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});

describe('a server that is not Azure', () => {
  let server: Server;
  let handle: (body: Record<string, unknown>, response: ServerResponse) => void;
  const bodies: Record<string, unknown>[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => (bodies.length = 0));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of request) text += String(part);
    const body = JSON.parse(text) as Record<string, unknown>;
    bodies.push(body);
    handle(body, response);
  }
  const model = () => asked(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, 'tiny');
  const streaming =
    (...chunks: (object | string)[]) =>
    (_: unknown, response: ServerResponse): void => {
      response.setHeader('content-type', 'text/event-stream');
      response.end(
        chunks.map((chunk) => `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`).join(''),
      );
    };
  const text = (content: string) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };

  it('asks for temperature 0 and for usage', async () => {
    handle = streaming(text('Yes.'), end, '[DONE]');
    await piecesOf(model().stream(QUESTION));
    expect(bodies[0]).toMatchObject({
      temperature: 0,
      max_tokens: 200,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('may tell no usage, send empty choices and leave out a delta', async () => {
    handle = streaming({ choices: [] }, text('Yes.'), { choices: [{ index: 0, finish_reason: 'stop' }] }, '[DONE]');
    expect(await piecesOf(model().stream(QUESTION))).toEqual([
      { type: 'text', text: 'Yes.' },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 0, outputTokens: 0 }, model: 'tiny', deployment: 'tiny' },
    ]);
  });

  it.each([
    ['without a reason', [text('Yes.'), '[DONE]']],
    ['without a word', ['[DONE]']],
    ['in the middle, however politely', [text('Yes.')]],
  ])('fails when it ends %s', async (_, chunks) => {
    handle = streaming(...chunks);
    await expect(piecesOf(model().stream(QUESTION))).rejects.toMatchObject({ code: 'model_unavailable' });
  });

  it('is not sent again what it refused once', async () => {
    const refuse = (response: ServerResponse, name: string): void => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ error: { message: `Unsupported: '${name}'`, param: name, code: 'unsupported_value' } }),
      );
    };
    handle = (body, response) => {
      const refused = ['temperature', 'max_tokens', 'stream_options'].find((name) => name in body);
      if (refused) refuse(response, refused);
      else streaming(text('Yes.'), end, '[DONE]')(body, response);
    };
    const learning = model();
    expect(textOf(await piecesOf(learning.stream(QUESTION)))).toBe('Yes.');
    expect(bodies).toHaveLength(4);
    await piecesOf(learning.stream(QUESTION));
    expect(bodies).toHaveLength(5);
    expect(bodies[4]).toMatchObject({ max_completion_tokens: 200 });
  });

  it('fails on a refusal that has nothing to do with what can be left out', async () => {
    handle = (_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'maximum context length is 8 tokens', param: 'messages' } }));
    };
    await expect(piecesOf(model().stream(QUESTION))).rejects.toMatchObject({ code: 'model_rejected_request' });
    expect(bodies).toHaveLength(1);
  });
});
