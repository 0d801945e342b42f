import { EventSourceParserStream } from 'eventsource-parser/stream';
import type {
  AskBody,
  ChatAnswer,
  ConversationDetail,
  ConversationView,
  DocumentText,
  DocumentView,
  Page,
  SearchBody,
  SearchResult,
} from '@shared/contracts';
import { keyHeader } from './access.ts';
import { namedFault, refusedBy } from './faults.ts';

/** One chunk of an answer's stream: the AI SDK's UI message stream protocol. */
export interface AnswerChunk {
  readonly type: string;
  readonly delta?: string;
  readonly data?: unknown;
  readonly errorText?: string;
  readonly providerMetadata?: { readonly groundwork?: unknown };
}

/** What a search may ask for; the rest has defaults. */
export type SearchQuestion = Pick<SearchBody, 'query'> & Partial<SearchBody>;

/** The public API, as a program of anybody's would use it. */
export class Groundwork {
  /** Without a trailing slash. */
  readonly url: string;
  /** API key; a laptop's product needs none. */
  readonly key: string | undefined;

  constructor(url: string, key?: string) {
    this.url = url.replace(/\/+$/, '');
    this.key = key;
  }

  document(id: string): Promise<DocumentView> {
    return this.json(`/api/documents/${id}`);
  }

  /** The text that all offsets of the document's citations point into. */
  async text(id: string): Promise<string> {
    return (await this.json<DocumentText>(`/api/documents/${id}/text`)).text;
  }

  /** Deletes a document. */
  async remove(id: string): Promise<void> {
    await this.call(`/api/documents/${id}`, { method: 'DELETE' });
  }

  documents(): Promise<Page<DocumentView>> {
    return this.json('/api/documents?limit=100');
  }

  conversations(): Promise<Page<ConversationView>> {
    return this.json('/api/conversations?limit=100');
  }

  conversation(id: string): Promise<ConversationDetail> {
    return this.json(`/api/conversations/${id}`);
  }

  /** Deletes a conversation. */
  async removeConversation(id: string): Promise<void> {
    await this.call(`/api/conversations/${id}`, { method: 'DELETE' });
  }

  search(question: SearchQuestion): Promise<SearchResult> {
    return this.json('/api/search', question);
  }

  /** One answer, whole. */
  ask(body: AskBody): Promise<ChatAnswer> {
    return this.json('/api/chat', body);
  }

  /** One answer, chunk by chunk. */
  async *stream(body: AskBody, signal?: AbortSignal): AsyncGenerator<AnswerChunk> {
    const response = await this.call('/api/chat', { body, accept: 'text/event-stream', signal });
    for await (const data of eventsOf(response)) {
      if (data === '[DONE]') return;
      yield JSON.parse(data) as AnswerChunk;
    }
  }

  /** The states of a document, until it is ready or has failed. */
  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<DocumentView> {
    const response = await this.call(`/api/documents/${id}/events`, { accept: 'text/event-stream', signal });
    for await (const data of eventsOf(response)) yield JSON.parse(data) as DocumentView;
  }

  /** Waits until a document is ready or has failed, and answers with how it ended. @throws the reason of `signal`. */
  async settled(id: string, signal?: AbortSignal): Promise<DocumentView> {
    for await (const view of this.follow(id, signal)) if (isSettled(view)) return view;
    const view = await this.document(id);
    return isSettled(view) ? view : this.settled(id, signal);
  }

  /** Stops the running answer of a conversation. */
  async stop(conversationId: string): Promise<void> {
    await this.call(`/api/chat/${conversationId}`, { method: 'DELETE' });
  }

  private async json<T>(path: string, body?: object): Promise<T> {
    const response = await this.call(path, { body, accept: 'application/json' });
    return (await response.json()) as T;
  }

  /** @throws {Refused} for anything but success. @throws {NotRunning} if nobody answers. */
  private async call(
    path: string,
    {
      body,
      accept,
      signal,
      method,
    }: { body?: object | undefined; accept?: string; signal?: AbortSignal | undefined; method?: string },
  ): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method: method ?? (body ? 'POST' : 'GET'),
      headers: {
        ...keyHeader(this),
        ...(accept ? { accept } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      throw namedFault(error, this.url);
    });
    if (!response.ok) throw refusedBy(response.status, await response.text());
    return response;
  }
}

export const isSettled = ({ status }: DocumentView): boolean => status === 'ready' || status === 'failed';

async function* eventsOf(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) yield data;
}
