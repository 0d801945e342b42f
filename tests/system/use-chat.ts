import { Chat } from '@ai-sdk/react';
import { DefaultChatTransport, type UIMessage } from 'ai';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import type { OwnProduct } from '../../tools/client/own-product.ts';
import { azureOf, withFault } from '../support/faults.ts';

const QUESTION = 'How much does the Falcon plan pay for eye care?';
const SLOW = { kind: 'latency', ms: 0, perTokenMs: 40 };

/** A chat as a bare `useChat()` holds it, over connections that the test can cut. */
class Client {
  readonly chat: Chat<UIMessage>;
  readonly errors: Error[] = [];
  private line = new AbortController();

  constructor(url: string, id: string, messages: UIMessage[] = []) {
    this.chat = new Chat<UIMessage>({
      id,
      messages,
      onError: (error) => this.errors.push(error),
      transport: new DefaultChatTransport({
        api: `${url}/api/chat`,
        fetch: (input, init) =>
          fetch(input, {
            ...init,
            signal: AbortSignal.any([this.line.signal, ...(init?.signal ? [init.signal] : [])]),
          }),
      }),
    });
  }

  /** As a network does: what is open breaks, what comes next works. */
  cut(): void {
    this.line.abort(new TypeError('network error'));
    this.line = new AbortController();
  }

  get text(): string {
    const last = this.chat.lastMessage;
    const parts = last?.role === 'assistant' ? last.parts : [];
    return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  }

  /** Waits until the answer has begun to be written. */
  async hasText(): Promise<void> {
    while (this.text.length < 20) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What runs behind `useChat()`: the package's own chat, against the real door. */
export function describeUseChat(product: () => OwnProduct, groundwork: () => Groundwork): void {
  const whileModel = <T>(fault: object, act: () => Promise<T>): Promise<T> =>
    withFault(azureOf(product().lines), { service: 'models', operation: 'chat', fault }, act);
  let chats = 0;
  const newId = (): string => `use-chat-${process.pid}-${Date.now()}-${(chats += 1)}`;
  const keptText = async (id: string): Promise<string | undefined> =>
    (await groundwork().conversation(id)).messages.at(-1)?.text;

  describe('useChat', () => {
    it('asks and asks again', async () => {
      const client = new Client(product().url, newId());
      await client.chat.sendMessage({ text: QUESTION });
      expect(client.text).toContain('340 euros');
      await client.chat.sendMessage({ text: 'and for dental?' });
      expect(client.text).toContain('two dental cleanings');
      expect(client.chat.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
      expect([client.chat.status, client.errors]).toEqual(['ready', []]);
    });

    it.each(['the same page', 'a page that was loaded anew'])(
      'resumes on %s after a cut, without loss or repetition',
      async (where) => {
        const id = newId();
        const first = new Client(product().url, id);
        const text = await whileModel(SLOW, async () => {
          const asking = first.chat.sendMessage({ text: QUESTION });
          await first.hasText();
          first.cut();
          await asking;
          expect(first.chat.status).toBe('error');
          // What `useChat({ resume: true })` does when it is mounted.
          const next =
            where === 'the same page' ? first : new Client(product().url, id, first.chat.messages.slice(0, 1));
          await next.chat.resumeStream();
          expect(next.chat.status).toBe('ready');
          expect(next.chat.messages).toHaveLength(2);
          return next.text;
        });
        expect(text).toContain('340 euros');
        expect(text).toBe(await keptText(id));
      },
    );

    it('finds nothing to resume where nothing runs', async () => {
      const client = new Client(product().url, newId());
      await client.chat.sendMessage({ text: QUESTION });
      const before = structuredClone(client.chat.messages);
      await client.chat.resumeStream();
      expect(client.chat.messages).toEqual(before);
      expect([client.chat.status, client.errors]).toEqual(['ready', []]);
    });

    it('sees a stop as an end without an error', async () => {
      const id = newId();
      const client = new Client(product().url, id);
      await whileModel(SLOW, async () => {
        const asking = client.chat.sendMessage({ text: QUESTION });
        await client.hasText();
        await groundwork().stop(id);
        await asking;
      });
      expect([client.chat.status, client.errors]).toEqual(['ready', []]);
      expect((await groundwork().conversation(id)).messages.at(-1)).toMatchObject({ status: 'stopped' });
      expect((await keptText(id))?.trim()).toBe(client.text.trim());
    });

    it('sees an error as one, and answers the question again afterwards', async () => {
      const id = newId();
      const client = new Client(product().url, id);
      await whileModel({ kind: 'cut', afterChunks: 4 }, () => client.chat.sendMessage({ text: QUESTION }));
      expect(client.chat.status).toBe('error');
      expect(client.errors).toHaveLength(1);

      await client.chat.regenerate();
      expect(client.chat.status).toBe('ready');
      expect(client.text).toContain('340 euros');
      expect((await groundwork().conversation(id)).messages).toHaveLength(2);
    });
  });
}
