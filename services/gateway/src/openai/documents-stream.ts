import type { Citation, Refusal, Usage } from '@shared/contracts';
import { dataOf, EventFrames } from '@shared/models';
import { errorEvent } from './answer-stream.js';
import { chunkOf, DONE, usageChunkOf, type AnswerHead } from './documents-answer.js';

/** The chunks of the chat service's own stream that matter here. */
type UiChunk = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What an answer came to, once its stream has ended. */
export interface DocumentsEnd {
  text: string;
  conversationId: string | undefined;
  usage: Usage | undefined;
  isComplete: boolean;
}

/**
 * The chat service's stream told as chunks of a chat completion: role, words, and at the end the citations.
 *
 * @param end filled in on the way, for who comes after.
 */
export async function* documentsStream(
  body: AsyncIterable<Buffer | string>,
  head: AnswerHead,
  wantsUsage: boolean,
  end: DocumentsEnd,
): AsyncGenerator<Buffer> {
  const frames = new EventFrames();
  const citations: Citation[] = [];
  let refusal: Refusal | undefined;
  let fault = { code: 'answer_interrupted', message: 'The answer broke off; ask again.' };
  yield chunkOf(head, { role: 'assistant', content: '' }, null);
  try {
    for await (const piece of body) {
      const keepAlives: Buffer[] = [];
      for (const frame of frames.push(Buffer.from(piece))) {
        const chunk = chunkIn(frame);
        if (!chunk) {
          if (frame[0] === COLON) keepAlives.push(frame);
          continue;
        }
        switch (chunk.type) {
          case 'text-delta':
            end.text += String(chunk['delta']);
            yield chunkOf(head, { content: String(chunk['delta']) }, null);
            break;
          case 'source-document':
            citations.push((chunk['providerMetadata'] as { groundwork: Citation }).groundwork);
            break;
          case 'data-conversation':
            end.conversationId = (chunk['data'] as { conversationId: string }).conversationId;
            break;
          case 'data-refusal':
            refusal = chunk['data'] as Refusal;
            break;
          case 'data-usage':
            end.usage = chunk['data'] as Usage;
            break;
          case 'data-error':
            fault = chunk['data'] as typeof fault;
            break;
          case 'finish':
            end.isComplete = true;
            if (end.text === '' && refusal) {
              end.text = refusal.message;
              yield chunkOf(head, { content: refusal.message }, null);
            }
            yield chunkOf(head, {}, finishOf(chunk), {
              conversation_id: end.conversationId,
              citations: citations.toSorted((a, b) => a.n - b.n),
              refusal_reason: refusal?.reason ?? null,
            });
            if (wantsUsage && end.usage) yield usageChunkOf(head, end.usage);
            break;
          default:
        }
      }
      yield* keepAlives;
    }
  } catch {
    // Told below, as every end that is none.
  }
  if (end.isComplete) yield DONE;
  else yield errorEvent('chat/completions', { ...fault, type: 'server_error', param: null });
}

const COLON = ':'.charCodeAt(0);

const finishOf = ({ finishReason }: UiChunk): string =>
  finishReason === 'content-filter' ? 'content_filter' : finishReason === 'length' ? 'length' : 'stop';

function chunkIn(frame: Buffer): UiChunk | undefined {
  const data = dataOf(frame);
  if (data === undefined || !data.startsWith('{')) return undefined;
  return JSON.parse(data) as UiChunk;
}
