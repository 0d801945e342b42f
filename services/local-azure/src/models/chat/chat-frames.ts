import { randomUUID } from 'node:crypto';
import type { Beat } from '../pacing.js';
import { streamError } from '../pacing.js';

/** Tokens of one answer, as OpenAI reports them. */
export interface ChatUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** Facts that every frame of one answer repeats. */
export interface ChatHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

export const newHead = (model: string, nowMs: number): ChatHead => ({
  id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
  created: Math.floor(nowMs / 1_000),
  model,
});

const SAFE = { filtered: false, severity: 'safe' } as const;
export const ALL_SAFE = { hate: SAFE, self_harm: SAFE, sexual: SAFE, violence: SAFE } as const;
export const PROMPT_SAFE = [
  { prompt_index: 0, content_filter_results: { ...ALL_SAFE, jailbreak: { filtered: false, detected: false } } },
] as const;
/** A call of a function, as one message of an answer; `index` tells parallel calls apart. */
export const toolCall = (name: string, args: string): object => ({
  id: `call_${randomUUID().replaceAll('-', '')}`,
  type: 'function',
  function: { name, arguments: args },
});

/** What the filter found where a test ordered it to find something. */
export const ANSWER_FILTERED = { ...ALL_SAFE, protected_material_text: { filtered: true, detected: true } } as const;

export const sse = (body: object): string => `data: ${JSON.stringify(body)}\n\n`;

/**
 * The frames of a streamed chat completion in the order Azure sends them: a chunk without choices that tells what the
 * filter thinks of the prompt, the role, the text, the end, the usage if it was asked for, `[DONE]`.
 *
 * @param usage counts the tokens of what was really sent.
 * @param functionName the text is the arguments of a call of this function.
 */
export async function* chatFrames(
  head: ChatHead,
  beats: AsyncIterable<Beat>,
  finish: 'stop' | 'length',
  usage: ((sent: string) => ChatUsage) | undefined,
  functionName?: string,
): AsyncGenerator<string> {
  const fixed = {
    ...head,
    object: 'chat.completion.chunk',
    system_fingerprint: null,
    ...(usage ? { usage: null } : {}),
  };
  const chunk = (choice: object): string => sse({ ...fixed, choices: [{ index: 0, logprobs: null, ...choice }] });

  yield sse({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: PROMPT_SAFE });
  yield chunk({
    delta: { role: 'assistant', content: '', refusal: null },
    finish_reason: null,
    content_filter_results: {},
  });
  if (functionName !== undefined)
    yield chunk({ delta: { tool_calls: [{ index: 0, ...toolCall(functionName, '') }] }, finish_reason: null });
  let sent = '';
  let reason: string = functionName === undefined ? finish : 'tool_calls';
  for await (const beat of beats) {
    if (beat.kind === 'error') {
      yield sse(streamError().toBody());
      yield DONE;
      return;
    }
    if (beat.kind === 'filtered') {
      reason = 'content_filter';
      break;
    }
    sent += beat.text;
    const delta =
      functionName === undefined
        ? { content: beat.text }
        : { tool_calls: [{ index: 0, function: { arguments: beat.text } }] };
    yield chunk({ delta, finish_reason: null, content_filter_results: ALL_SAFE });
  }
  // Azure's last chunk of a filtered answer has no delta at all.
  yield reason === 'content_filter'
    ? chunk({ finish_reason: reason, content_filter_results: ANSWER_FILTERED })
    : chunk({ delta: {}, finish_reason: reason, content_filter_results: {} });
  if (usage) yield sse({ ...fixed, choices: [], usage: usage(sent) });
  yield DONE;
}

const DONE = 'data: [DONE]\n\n';
