import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { newDataDir, removeDataDir, startProduct } from '../../tools/client/own-product.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { notes } from './the-documents.ts';

const START_MS = 200_000;

interface ModelCall {
  readonly path: string;
  readonly model: string;
  readonly key: string | undefined;
}

/** A few lines that stand for Ollama or vLLM: one sentence to every question, letters counted to vectors of 26. */
async function answerAs(request: IncomingMessage, response: ServerResponse, calls: ModelCall[]): Promise<void> {
  const body = JSON.parse(await text(request)) as { model: string; input?: string | string[]; stream?: boolean };
  calls.push({ path: request.url ?? '', model: body.model, key: request.headers.authorization });
  if (request.url === '/v1/embeddings') {
    const data = [body.input ?? []]
      .flat()
      .map((input, index) => ({ object: 'embedding', index, embedding: letters(input) }));
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ object: 'list', model: body.model, data, usage: { prompt_tokens: 1, total_tokens: 1 } }));
    return;
  }
  const chunk = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: body.model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  response.setHeader('content-type', 'text/event-stream');
  for (const words of ['The code word ', 'is heliotrope ', '[1].']) response.write(chunk({ content: words }, null));
  response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
}

/** How often each letter comes, plus a little so that no vector is zero. */
const letters = (input: string): number[] =>
  Array.from({ length: 26 }, (_, i) => input.toLowerCase().split(String.fromCharCode(97 + i)).length - 1 + 0.01);

describe('the product with a model from elsewhere', () => {
  const calls: ModelCall[] = [];
  let server: Server;
  let baseUrl: string;

  beforeAll(async () => {
    server = createServer((request, response) => void answerAs(request, response, calls)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  beforeEach(() => calls.splice(0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it.each([
    ['embeddings stay on this machine', { MODEL_API_KEY: 'a-key' }, { '/v1/chat/completions': 'tiny-chat' }],
    [
      'embeddings go there too',
      { EMBEDDING_MODEL: 'tiny-vectors' },
      { '/v1/chat/completions': 'tiny-chat', '/v1/embeddings': 'tiny-vectors' },
    ],
  ])(
    'answers through it, and %s',
    async (_, settings, expected) => {
      const dataDir = await newDataDir();
      const product = await startProduct(dataDir, { MODEL_BASE_URL: baseUrl, CHAT_MODEL: 'tiny-chat', ...settings });
      try {
        const groundwork = new Groundwork(product.url);
        const { id } = await upload(product.url, inMemory('notes.txt', notes()));
        expect(await groundwork.settled(id)).toMatchObject({ status: 'ready' });

        const answer = await groundwork.ask({ message: 'What is the alarm code word of the warehouse?' });

        expect(answer.answer).toContain('The code word is heliotrope [1]');
        expect(answer.citations[0]).toMatchObject({ n: 1, documentId: id });
        expect(Object.fromEntries(calls.map(({ path, model }) => [path, model]))).toEqual(expected);
        expect(calls.find(({ path }) => path === '/v1/chat/completions')?.key).toBe(
          'MODEL_API_KEY' in settings ? `Bearer ${settings.MODEL_API_KEY}` : undefined,
        );
      } finally {
        await product.stop();
        await removeDataDir(dataDir);
      }
    },
    START_MS,
  );
});
