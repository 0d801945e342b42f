import OpenAI, { APIError } from 'openai';
import { ChatModel, type ChatPiece, type ChatRequest, type TokenUsage } from './chat-model.port.js';
import { ModelUnavailable } from './errors.js';
import { modelFault } from './model-faults.js';
import type { ModelsConfig } from './models.config.js';
import { openAiClient } from './openai-client.js';
import type { ModelPool } from './pool/model-pool.js';

type Body = OpenAI.ChatCompletionCreateParamsStreaming;
type Chunk = OpenAI.ChatCompletionChunk;

/** A stream that has begun, with the headers it came with. */
interface Opened {
  readonly data: AsyncIterable<Chunk>;
  readonly response: Response;
}

/** Parameters that some models and servers refuse; what is refused once is not sent again by this process. */
const OPTIONAL_PARAMETERS = ['temperature', 'max_tokens', 'stream_options'] as const;
type OptionalParameter = (typeof OPTIONAL_PARAMETERS)[number];

/**
 * {@link ChatModel} over OpenAI's chat completions, answered by the pool.
 *
 * What the model takes is learned from its own refusals, never from its name: a reasoning model answers 400
 * to `temperature` and `max_tokens` and is asked again without the one and with `max_completion_tokens` for the other.
 */
export class OpenAiChatModel extends ChatModel {
  readonly model: string;
  private readonly client: OpenAI;
  private readonly refused = new Set<OptionalParameter>();

  constructor(pool: ModelPool, { model }: ModelsConfig['chat']) {
    super();
    this.model = model;
    this.client = openAiClient(pool);
  }

  async *stream(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatPiece> {
    // One controller a call: whoever closes this generator closes the connection, whatever the SDK is waiting for.
    const closing = new AbortController();
    const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    try {
      const { data, response } = await this.open(request, either);
      yield* this.pieces(data, response.headers.get('x-served-by-instance') ?? this.model);
    } catch (error) {
      throw modelFault(error, signal);
    } finally {
      closing.abort();
    }
  }

  /** Calls the model, leaving out one more parameter each time it refuses one. */
  private async open(request: ChatRequest, signal: AbortSignal): Promise<Opened> {
    for (;;) {
      const sent = OPTIONAL_PARAMETERS.filter((name) => !this.refused.has(name));
      try {
        return await this.client.chat.completions.create(this.body(request, sent), { signal }).withResponse();
      } catch (error) {
        const name = sent.find((parameter) => isRefusalOf(parameter, error));
        if (!name) throw error;
        this.refused.add(name);
      }
    }
  }

  private body(request: ChatRequest, sent: readonly OptionalParameter[]): Body {
    const { messages, maxOutputTokens, jsonSchema } = request;
    return {
      model: this.model,
      messages: messages.map(({ role, content }) => ({ role, content })),
      stream: true,
      ...(sent.includes('stream_options') ? { stream_options: { include_usage: true } } : {}),
      ...(sent.includes('temperature') ? { temperature: 0 } : {}),
      ...(sent.includes('max_tokens') ? { max_tokens: maxOutputTokens } : { max_completion_tokens: maxOutputTokens }),
      ...(jsonSchema ? { response_format: { type: 'json_schema', json_schema: { ...jsonSchema, strict: true } } } : {}),
    };
  }

  private async *pieces(chunks: AsyncIterable<Chunk>, deployment: string): AsyncGenerator<ChatPiece> {
    let reason: string | undefined;
    let usage: TokenUsage = { inputTokens: 0, outputTokens: 0 };
    let model = this.model;
    for await (const chunk of chunks) {
      if (chunk.model) model = chunk.model;
      if (chunk.usage) usage = { inputTokens: chunk.usage.prompt_tokens, outputTokens: chunk.usage.completion_tokens };
      // Azure opens with a chunk without choices, and ends a filtered answer with a choice without a delta.
      const choice = chunk.choices?.[0] as Partial<OpenAI.ChatCompletionChunk.Choice> | undefined;
      const text = choice?.delta?.content;
      if (text) yield { type: 'text', text };
      if (choice?.finish_reason) reason = choice.finish_reason;
    }
    // The SDK takes a connection that was cut for a quiet end; only a reason tells the two apart.
    if (reason === undefined)
      throw new ModelUnavailable({ cause: new Error('the stream ended without a finish reason') });
    yield { type: 'finish', reason: finishReason(reason), usage, model, deployment };
  }
}

function finishReason(reason: string): 'stop' | 'length' | 'content-filter' {
  if (reason === 'length') return 'length';
  return reason === 'content_filter' ? 'content-filter' : 'stop';
}

/** Whether a model refuses this one parameter: it says so by `param`, or, on other servers, only in its text. */
function isRefusalOf(parameter: OptionalParameter, error: unknown): boolean {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return false;
  if (error.param) return error.param === parameter || error.param.startsWith(`${parameter}.`);
  return error.message.includes(parameter);
}
