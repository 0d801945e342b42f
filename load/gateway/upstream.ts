import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A model that costs nothing: the same answer to everything. `POST /v1/chat/completions` with `"stream":true` in its body
 * is 100 small events; the header `x-first-ms` delays the first, `x-gap-ms` parts the others.
 */
const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(1_150) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 250, completion_tokens: 290, total_tokens: 540 },
});
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
const chunk = (choices: object[], more: object = {}): string =>
  event({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more });
const DELTA = chunk([
  {
    index: 0,
    delta: { content: ' word' },
    logprobs: null,
    finish_reason: null,
    content_filter_results: { hate: { filtered: false, severity: 'safe' } },
  },
]);
const FIRST = chunk([], { prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] });
const END =
  chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]) +
  chunk([], { usage: { prompt_tokens: 250, completion_tokens: 100, total_tokens: 350 } }) +
  'data: [DONE]\n\n';
const EVENTS = 100;

/** How its streams behave; set by `POST /pace`. */
let pace = { firstMs: 0, gapMs: 0 };
/** Answers that were cut off by their client, and when the last one was. */
const cuts = { count: 0, lastAt: 0 };

const server = createServer((incoming, outgoing) => {
  const pieces: Buffer[] = [];
  incoming.on('data', (piece: Buffer) => pieces.push(piece));
  incoming.on('end', () => {
    const body = Buffer.concat(pieces).toString();
    if (incoming.url === '/pace') {
      pace = JSON.parse(body) as typeof pace;
      return void outgoing.end();
    }
    if (incoming.url === '/cuts') return void outgoing.end(JSON.stringify(cuts));
    if (!body.includes('"stream":true')) {
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length });
      return void outgoing.end(ANSWER);
    }
    outgoing.once('close', () => {
      if (outgoing.writableFinished) return;
      cuts.count += 1;
      cuts.lastAt = Date.now();
    });
    stream(outgoing);
  });
});

function stream(outgoing: ServerResponse): void {
  const { firstMs, gapMs } = pace;
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  if (firstMs === 0 && gapMs === 0) {
    outgoing.write(FIRST);
    for (let i = 0; i < EVENTS; i++) outgoing.write(DELTA);
    return void outgoing.end(END);
  }
  outgoing.write(FIRST);
  let said = 0;
  const say = (): void => {
    if (outgoing.destroyed) return;
    if (said++ === EVENTS) return void outgoing.end(END);
    outgoing.write(DELTA);
    setTimeout(say, gapMs);
  };
  setTimeout(say, firstMs);
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`);
});
