import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenAI-compatible address that the test plays. */
export interface FakeModel {
  /** Base URL for `MODEL_BASE_URL`. */
  readonly url: string;
  /** Bodies of the chat calls it got. */
  readonly asked: unknown[];
  /** Times its models were listed. */
  listed: number;
  /** What it does with the next calls. */
  handle: RequestListener;
  stop(): Promise<void>;
}

/** Streams two words and a usage, as Azure does: a first chunk without choices, then deltas, then usage, then `[DONE]`. */
export const twoWords: RequestListener = (_, outgoing) => {
  const chunk = (fields: object): string =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'model-one-2026', ...fields })}\n\n`;
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  outgoing.write(chunk({ choices: [] }));
  outgoing.write(
    chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello' }, finish_reason: null }] }),
  );
  outgoing.write(chunk({ choices: [{ index: 0, delta: { content: ' there' }, finish_reason: 'stop' }] }));
  outgoing.write(chunk({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } }));
  outgoing.end('data: [DONE]\n\n');
};

/** Answers with a status and an error object whose message must never reach a client. */
export const failing =
  (status: number, headers: Readonly<Record<string, string>> = {}, code: string | null = null): RequestListener =>
  (_, outgoing) =>
    outgoing
      .writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false', ...headers })
      .end(JSON.stringify({ error: { message: 'inner detail of resource east-7', code } }));

export async function startFakeModel(): Promise<FakeModel> {
  const server = createServer((incoming, outgoing) => void take(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const model: FakeModel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    listed: 0,
    handle: twoWords,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    if (incoming.url === '/v1/models') model.listed += 1;
    else model.asked.push(JSON.parse(Buffer.concat(pieces).toString('utf8')));
    model.handle(incoming, outgoing);
  }
  return model;
}
