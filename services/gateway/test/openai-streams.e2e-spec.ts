import { begin, headersOf, read } from './support/call.js';
import { openAiCalls } from './support/openai-calls.js';
import { setTwoModels, type TwoModels } from './support/two-models.js';

const sse = (...events: (object | string)[]): string[] =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
const chunk = (choices: object[], more: object = {}): object => ({
  id: 'c',
  object: 'chat.completion.chunk',
  choices,
  ...more,
});
const word = (content: string): object => chunk([{ index: 0, delta: { content }, finish_reason: null }]);
const FIRST = chunk([], { prompt_filter_results: [{ prompt_index: 0 }] });
const STOP = chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]);
const USAGE = chunk([], { usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 } });

describe('streams to programs made for OpenAI', () => {
  let models: TwoModels;
  const { post, chat, metric } = openAiCalls(() => models.stage);
  // Each time anew: what one fault leaves behind is a deployment that rests.
  beforeEach(async () => {
    models = await setTwoModels();
  });
  afterEach(() => models.stop());

  it('streams events byte for byte, and shows the usage only to who asks for it', async () => {
    const all = sse(FIRST, word('Hel'), word('lo'), STOP, USAGE, '[DONE]');
    models.a.stream(all);

    const unasked = await chat({ stream: true, stream_options: { other: 1 } });
    const asked = await chat({ stream: true, stream_options: { include_usage: true } });

    expect(unasked.body).toBe(sse(FIRST, word('Hel'), word('lo'), STOP, '[DONE]').join(''));
    expect(asked.body).toBe(all.join(''));
    expect(unasked.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    const sent = models.a.got.map(
      ({ body }) => (JSON.parse(body.toString()) as { stream_options: object }).stream_options,
    );
    expect(sent).toEqual([{ other: 1, include_usage: true }, { include_usage: true }]);
    expect(await metric(/tokens_total.*(?=.*chat\/completions)(?=.*output)/)).toMatch(/ 6$/); // 3 + 3
  });

  it('streams the same, cut at every byte', async () => {
    const all = sse(FIRST, word('Zwölf'), STOP, '[DONE]').join('').replaceAll('\n\n', '\r\n\r\n');
    const bytes = Buffer.from(all);
    for (const at of [1, 5, 60, bytes.indexOf(0xc3) + 1, bytes.length - 3]) {
      models.a.play = (_, outgoing) => {
        outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
        outgoing.write(bytes.subarray(0, at));
        setImmediate(() => outgoing.end(bytes.subarray(at)));
      };
      expect((await chat({ stream: true })).body).toBe(all);
    }
  });

  it('ends a stream that breaks in an error, without [DONE] and without a second beginning', async () => {
    models.a.stream(sse(FIRST, word('Hel')), 'cut');
    models.b.stream(sse(word('Other'), STOP, '[DONE]'));

    const reply = await chat({ stream: true });

    expect(reply.body).toContain('"Hel"');
    expect(reply.body).toMatch(
      /data: \{"error":\{"message":"[^"]+","type":"upstream_error","code":"stream_interrupted","param":null\}\}\n\n$/,
    );
    expect(reply.body).not.toContain('[DONE]');
    expect(models.b.got).toEqual([]);
  });

  it('ends a stream of the Responses API that breaks in an event of its kind', async () => {
    models.a.stream(
      ['event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Hel"}\n\n'],
      'cut',
    );
    const reply = await post('responses', { model: 'gpt', input: 'Hi', stream: true });
    expect(reply.body).toMatch(/event: error\ndata: \{"type":"error","code":"stream_interrupted",.*\}\n\n$/);
  });

  it.each([
    ['a stream before its first byte', true, false],
    ['a stream after its first word', true, true],
    ['a whole answer', false, false],
  ])('closes the call behind it when the client leaves %s', async (_, stream, hasBegun) => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    models.a.play = (_got, outgoing) => {
      if (hasBegun) outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write(sse(word('Hel')).join(''));
      resolve();
    };
    const body = JSON.stringify({ model: 'gpt', messages: [], stream });
    const leaving = begin(`${models.stage.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    leaving.end(body);
    await asked;
    if (hasBegun) await headersOf(leaving);
    leaving.destroy();
    while (models.a.cut === 0) await new Promise((next) => setImmediate(next));
    expect(models.b.got).toEqual([]);
    while (!(await metric(/requests_total.*(?=.*left)/))) await new Promise((next) => setImmediate(next));
  });
});

describe("Azure's own chunks", () => {
  it.each([
    ['pass', (all: string[]) => all],
    [
      'clean',
      ([, second, , fourth]: string[]) => [
        second,
        ...sse(chunk([{ delta: {}, index: 0, finish_reason: 'content_filter' }])),
        fourth,
      ],
    ],
  ] as const)('%s', async (manner, kept) => {
    const models = await setTwoModels({ AZURE_CHUNKS: manner });
    try {
      const all = sse(FIRST, word('Hel'), chunk([{ index: 0, finish_reason: 'content_filter' }]), '[DONE]');
      models.a.stream(all);
      const sending = begin(`${models.stage.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      sending.end(JSON.stringify({ model: 'gpt', messages: [], stream: true }));
      expect((await read(await headersOf(sending))).body).toBe(kept(all).join(''));
    } finally {
      await models.stop();
    }
  });
});
