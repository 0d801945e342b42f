import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { piecesOf } from '../pacing.js';
import { tokensIn } from '../tokens.js';

/** Names of events differ between the API that is generally available and the preview before it. */
export interface Dialect {
  readonly textDelta: string;
  readonly textDone: string;
}
export const GA: Dialect = { textDelta: 'response.output_text.delta', textDone: 'response.output_text.done' };
export const PREVIEW: Dialect = { textDelta: 'response.text.delta', textDone: 'response.text.done' };

const clientEvent = z.looseObject({
  type: z.string(),
  event_id: z.string().optional(),
  session: z.looseObject({}).optional(),
  item: z.looseObject({ content: z.array(z.looseObject({ text: z.string().optional() })).optional() }).optional(),
  audio: z.string().optional(),
});

const newId = (kind: string): string => `${kind}_${randomUUID().replaceAll('-', '')}`;

/**
 * A conversation that says back what it was told, in the events of the service. It hears no speech: audio is counted.
 */
export class Conversation {
  private readonly session: Record<string, unknown>;
  private lastText = '';
  private audioBytes = 0;

  constructor(
    model: string,
    private readonly dialect: Dialect,
  ) {
    this.session = {
      id: newId('sess'),
      object: 'realtime.session',
      type: 'realtime',
      model,
      output_modalities: ['text'],
    };
  }

  /** What it says first. */
  greeting(): object[] {
    return [event('session.created', { session: this.session })];
  }

  /** What it says to a message of the client. */
  reply(message: string): object[] {
    const parsed = clientEvent.safeParse(jsonOf(message));
    if (!parsed.success) return [this.error('The event is not valid JSON with a type.', 'invalid_request_error')];
    const { type, session, item, audio } = parsed.data;
    switch (type) {
      case 'session.update':
        Object.assign(this.session, session);
        return [event('session.updated', { session: this.session })];
      case 'conversation.item.create': {
        const text = item?.content?.map((part) => part.text ?? '').join('') ?? '';
        this.lastText = text;
        return [event('conversation.item.created', { item: { id: newId('item'), ...item } })];
      }
      case 'input_audio_buffer.append':
        this.audioBytes += Buffer.from(audio ?? '', 'base64').length;
        return [];
      case 'input_audio_buffer.commit':
        this.lastText = `${this.audioBytes} bytes of audio`;
        this.audioBytes = 0;
        return [event('input_audio_buffer.committed', { item_id: newId('item') })];
      case 'response.create':
        return this.response();
      default:
        return [
          this.error(
            `Invalid value: '${type}'. Supported are session.update, conversation.item.create, input_audio_buffer.append, input_audio_buffer.commit and response.create.`,
            'invalid_request_error',
          ),
        ];
    }
  }

  private response(): object[] {
    const id = newId('resp');
    const text = `You said: ${this.lastText}`;
    const [input, output] = [tokensIn(this.lastText), tokensIn(text)];
    return [
      event('response.created', { response: { id, object: 'realtime.response', status: 'in_progress' } }),
      ...piecesOf(text).map((delta) => event(this.dialect.textDelta, { response_id: id, delta })),
      event(this.dialect.textDone, { response_id: id, text }),
      event('response.done', {
        response: {
          id,
          object: 'realtime.response',
          status: 'completed',
          usage: { total_tokens: input + output, input_tokens: input, output_tokens: output },
        },
      }),
    ];
  }

  private error(message: string, type: string): object {
    return event('error', { error: { type, code: 'invalid_value', message, param: null } });
  }
}

const event = (type: string, fields: object): object => ({ type, event_id: newId('event'), ...fields });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
