import { randomUUID } from 'node:crypto';
import { streamError, type Beat } from '../pacing.js';
import type { ResponsesRequest } from './responses-request.schema.js';

export interface ResponsesUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: 0 };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: 0 };
  readonly total_tokens: number;
}

/** Everything but the text of one response. */
export interface ResponseFrame {
  readonly id: string;
  readonly messageId: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly model: string;
  readonly request: ResponsesRequest;
}

export const newFrame = (request: ResponsesRequest, model: string, nowMs: number): ResponseFrame => ({
  id: `resp_${randomUUID().replaceAll('-', '')}`,
  messageId: `msg_${randomUUID().replaceAll('-', '')}`,
  createdAt: Math.floor(nowMs / 1_000),
  model,
  request,
});

type Status = 'in_progress' | 'completed' | 'incomplete';
/** Why a response is not complete. */
export type Shortfall = 'max_output_tokens' | 'content_filter' | undefined;

const textPart = (text: string): object => ({ type: 'output_text', text, annotations: [], logprobs: [] });
const message = (frame: ResponseFrame, status: Status, content: object[]): object => ({
  id: frame.messageId,
  type: 'message',
  status,
  role: 'assistant',
  content,
});

/** The response object as it stands: without `text` it is still in progress. */
export function responseObject(
  frame: ResponseFrame,
  text?: string,
  shortfall?: Shortfall,
  usage?: ResponsesUsage,
): object {
  const { request } = frame;
  const status: Status = text === undefined ? 'in_progress' : shortfall ? 'incomplete' : 'completed';
  return {
    id: frame.id,
    object: 'response',
    created_at: frame.createdAt,
    status,
    model: frame.model,
    output: text === undefined ? [] : [message(frame, status, [textPart(text)])],
    usage: usage ?? null,
    error: null,
    incomplete_details: shortfall ? { reason: shortfall } : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    metadata: request.metadata ?? {},
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    temperature: request.temperature ?? 1,
    text: { format: request.text?.format ?? { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: request.top_p ?? 1,
    truncation: 'disabled',
  };
}

/** The events of a streamed response, numbered from 0, ending with its terminal event. There is no `[DONE]` here. */
export async function* responseEvents(
  frame: ResponseFrame,
  beats: AsyncIterable<Beat>,
  shortfall: Shortfall,
  usage: (sent: string) => ResponsesUsage,
): AsyncGenerator<string> {
  let number = 0;
  const event = (type: string, body: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...body })}\n\n`;
  const place = { item_id: frame.messageId, output_index: 0, content_index: 0 };

  yield event('response.created', { response: responseObject(frame) });
  yield event('response.in_progress', { response: responseObject(frame) });
  yield event('response.output_item.added', { output_index: 0, item: message(frame, 'in_progress', []) });
  yield event('response.content_part.added', { ...place, part: textPart('') });
  let sent = '';
  let reason = shortfall;
  for await (const beat of beats) {
    if (beat.kind === 'error') {
      yield event('error', { code: 'server_error', message: streamError().message, param: null });
      return;
    }
    if (beat.kind === 'filtered') {
      reason = 'content_filter';
      break;
    }
    sent += beat.text;
    yield event('response.output_text.delta', { ...place, delta: beat.text, logprobs: [] });
  }
  const status = reason ? 'incomplete' : 'completed';
  yield event('response.output_text.done', { ...place, text: sent, logprobs: [] });
  yield event('response.content_part.done', { ...place, part: textPart(sent) });
  yield event('response.output_item.done', { output_index: 0, item: message(frame, status, [textPart(sent)]) });
  yield event(`response.${status}`, { response: responseObject(frame, sent, reason, usage(sent)) });
}
