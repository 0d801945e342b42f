import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import OpenAI from 'openai';
import type { OwnProduct } from '../../tools/client/own-product.ts';
import { attempt } from '../support/command.js';
import { azureOf } from '../support/faults.ts';
import { anyText, containing } from '../support/matchers.ts';

/** Programs of others, reading what we send. */
export function describeClients(product: () => OwnProduct): void {
  describe('clients of others', () => {
    it('is read by the AI SDK, with its sources and without an error', async () => {
      const transport = new DefaultChatTransport<UIMessage>({ api: `${product().url}/api/chat` });
      const question: UIMessage = {
        id: 'message-0001',
        role: 'user',
        parts: [{ type: 'text', text: 'How much does the Falcon plan pay for eye care?' }],
      };

      const stream = await transport.sendMessages({
        trigger: 'submit-message',
        chatId: 'a-chat-of-the-client',
        messageId: undefined,
        messages: [question],
        abortSignal: undefined,
      });
      const errors: unknown[] = [];
      let last: UIMessage | undefined;
      for await (const message of readUIMessageStream({ stream, onError: (error) => errors.push(error) }))
        last = message;

      expect(errors).toEqual([]);
      const text = last?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
      expect(text).toContain('340 euros');
      expect(last?.parts).toContainEqual(expect.objectContaining({ type: 'source-document', sourceId: '1' }));
    });

    it('reads an event stream that no proxy may hold back', async () => {
      const response = await fetch(`${product().url}/api/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message: 'Who won the 1974 world cup?' }),
      });
      const body = await response.text();

      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': containing('text/event-stream'),
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        'x-vercel-ai-ui-message-stream': 'v1',
      });
      expect(body.match(/^id: /gm)?.length).toBe(body.match(/^data: \{/gm)?.length);
      expect(body.trimEnd().endsWith('data: [DONE]')).toBe(true);
    });

    it('stands the smoke test of releases, which leaves nothing behind', async () => {
      const documents = async (): Promise<unknown> => (await fetch(`${product().url}/api/documents`)).json();
      const before = await documents();

      const { code, out, err } = await attempt(process.execPath, [
        ...['tools/run.mjs', 'tools/smoke/main.ts', '--url', product().url],
      ]);

      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/Asked and answered in \d+ events and \d+ pieces/);
      expect(await documents()).toEqual(before);
    });

    it('answers the plain endpoints of small wrappers', async () => {
      const chat = await fetch(`${product().url}/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello?' }] }),
      });
      const completion = await fetch(`${product().url}/completion?query=hello`);

      expect(await chat.json()).toMatchObject({
        message: { role: 'assistant', content: anyText },
        model: 'local-extractive',
      });
      expect(await completion.json()).toMatchObject({ completion: anyText, model: 'local-extractive' });
    });

    it('gives the openai package a v1 API to talk to', async () => {
      const azure = azureOf(product().lines);
      const apiKey = readFileSync(join(product().dataDir, 'local-key'), 'utf8').trim();
      const openai = new OpenAI({ baseURL: `${azure}/openai/v1`, apiKey, maxRetries: 0 });

      const embeddings = await openai.embeddings.create({ model: 'local-hashed', input: ['red fox', 'fox den'] });
      const stream = await openai.chat.completions.create({
        model: 'local-extractive',
        messages: [{ role: 'user', content: 'Hello?' }],
        stream: true,
        stream_options: { include_usage: true },
      });
      let usage = 0;
      for await (const chunk of stream) usage += chunk.usage?.total_tokens ?? 0;
      const response = await openai.responses.create({ model: 'local-extractive', input: 'Hello?' });

      expect(embeddings.data.map(({ embedding }) => embedding.length)).toEqual([3_072, 3_072]);
      expect(usage).toBeGreaterThan(0);
      expect(response.output_text.length).toBeGreaterThan(0);
      await expect(
        new OpenAI({ baseURL: `${azure}/openai/v1`, apiKey: 'wrong', maxRetries: 0 }).models.list(),
      ).rejects.toMatchObject({ status: 401 });
    });
  });
}
