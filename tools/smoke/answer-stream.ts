import type { Citation, Refusal } from '@shared/contracts';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { AnswerChunk } from '../client/groundwork.ts';

/** A streamed answer as it arrived. */
export interface ArrivedAnswer {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly refusal: string | undefined;
  readonly conversationId: string | undefined;
  /** Reads from the network that it took: one means that something held the stream back until its end. */
  readonly pieces: number;
  readonly events: number;
  /** From the request to the first word, milliseconds. */
  readonly firstWordMs: number | undefined;
  /** What is wrong with the stream itself, a sentence each. */
  readonly faults: readonly string[];
}

/** Reads a stream of the UI message protocol to its end, and holds it against what we promise of it. */
export async function readAnswer(response: Response, from: number): Promise<ArrivedAnswer> {
  const faults: string[] = [];
  for (const [name, wanted] of [
    ['content-type', /^text\/event-stream\b/],
    ['cache-control', /\bno-transform\b/],
  ] as const) {
    const is = response.headers.get(name) ?? '';
    if (!wanted.test(is)) faults.push(`The header ${name} is "${is}".`);
  }

  let pieces = 0;
  let events = 0;
  let terminals = 0;
  let text = '';
  let firstWordMs: number | undefined;
  let refusal: string | undefined;
  let conversationId: string | undefined;
  const citations: Citation[] = [];
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, out) {
      pieces += 1;
      out.enqueue(piece);
    },
  });
  const stream = (response.body ?? new Blob([]).stream())
    .pipeThrough(counted)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());

  let hasDone = false;
  for await (const { id, data } of stream) {
    if (hasDone) faults.push('Something came after [DONE].');
    if (data === '[DONE]') {
      hasDone = true;
      continue;
    }
    events += 1;
    const chunk = JSON.parse(data) as AnswerChunk;
    if (id === undefined) faults.push(`An event (${chunk.type}) has no id, so nobody could resume after it.`);
    if (['finish', 'abort', 'error'].includes(chunk.type)) terminals += 1;
    if (chunk.type === 'text-delta') {
      firstWordMs ??= performance.now() - from;
      text += chunk.delta ?? '';
    }
    if (chunk.type === 'data-conversation') ({ conversationId } = chunk.data as { conversationId: string });
    if (chunk.type === 'data-refusal') refusal = (chunk.data as Refusal).reason;
    if (chunk.type === 'source-document') citations.push(chunk.providerMetadata?.groundwork as Citation);
    if (chunk.type === 'data-error') faults.push((chunk.data as { message: string }).message);
    if (chunk.type === 'abort') faults.push('The answer was broken off.');
  }
  if (terminals !== 1) faults.push(`It has ${terminals} ends instead of one.`);
  if (!hasDone) faults.push('It was cut before [DONE].');
  if (pieces === 1)
    faults.push('It came in one piece: something before the product holds streams back until their end.');
  return { text, citations, refusal, conversationId, pieces, events, firstWordMs, faults };
}
