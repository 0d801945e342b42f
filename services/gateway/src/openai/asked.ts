import { InvalidInput, MalformedJson } from '@shared/errors';
import { spliced, topLevelValue, withField, withModel, type Deployment, type Operation } from '@shared/models';

/** Characters of English to a token, for what a call is expected to use. */
const CHARS_PER_TOKEN = 4;

/** A request for a model: the client's own text, and the little of it that the gateway must understand. */
export interface Asked {
  /** JSON as the client wrote it. */
  readonly text: string;
  readonly bytes: number;
  readonly model: string;
  /** The answer comes as server-sent events. */
  readonly isStream: boolean;
  /** The client asks for the usage in its stream. */
  readonly wantsUsage: boolean;
  /** Longest answer the client asks for, in tokens, times the number of answers. */
  readonly maxOutputTokens: number | undefined;
  /** The response whose state this request goes on from. */
  readonly previousResponseId: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** @throws {MalformedJson | InvalidInput} */
export function askedIn(text: string): Asked {
  const fields = objectIn(text);
  const { model, stream, stream_format: format, stream_options: options, previous_response_id: previous } = fields;
  if (typeof model !== 'string' || model === '') throw new InvalidInput('model: name one of GET /v1/models.');
  return {
    text,
    bytes: Buffer.byteLength(text),
    model,
    isStream: stream === true || format === 'sse',
    wantsUsage: isRecord(options) && options['include_usage'] === true,
    maxOutputTokens: maxOutputTokens(fields),
    previousResponseId: typeof previous === 'string' ? previous : undefined,
    fields,
  };
}

/** What the call will use, roughly, in tokens: providers count the prompt and the longest answer against the quota. */
export const expectedTokens = ({ bytes, maxOutputTokens: most = 0 }: Asked): number =>
  Math.ceil(bytes / CHARS_PER_TOKEN) + most;

/**
 * The client's text as one deployment gets it: with its name for the model, and with a request for the usage where
 * the client makes none, because what a stream cost is told by nothing else.
 */
export function bodyFor(operation: Operation, asked: Asked, { deployment, tellsUsage }: Deployment): string {
  const named = withModel(asked.text, deployment);
  if (operation !== 'chat/completions' || !asked.isStream || asked.wantsUsage || !tellsUsage) return named;
  const given = asked.fields['stream_options'];
  const options = JSON.stringify({ ...(isRecord(given) ? given : {}), include_usage: true });
  const place = topLevelValue(named, 'stream_options');
  return place ? spliced(named, place, options) : withField(named, 'stream_options', options);
}

function maxOutputTokens(fields: Readonly<Record<string, unknown>>): number | undefined {
  const most = [fields['max_completion_tokens'], fields['max_tokens'], fields['max_output_tokens']].find(isCount);
  if (most === undefined) return undefined;
  const answers = fields['n'];
  return most * (isCount(answers) ? answers : 1);
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new MalformedJson({ cause });
  }
  if (!isRecord(parsed)) throw new MalformedJson();
  return parsed;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
