import type { FastifyPluginAsync } from 'fastify';
import type { FaultDesk } from '../../faults/fault-desk.js';
import { reply as answerTo } from '../answerer/extractive-model.js';
import { beginCall, sendEvents } from '../call.js';
import { deploymentNamed } from '../deployments.js';
import { badRequest } from '../model-error.js';
import { collected, paced, piecesOf, waitForFirst } from '../pacing.js';
import { parseBody } from '../parse-body.js';
import { tokensIn, tokensInPrompt } from '../tokens.js';
import {
  ALL_SAFE,
  ANSWER_FILTERED,
  chatFrames,
  newHead,
  PROMPT_SAFE,
  toolCall,
  type ChatUsage,
} from './chat-frames.js';
import {
  chatRequest,
  forcedFunction,
  refuseForReasoning,
  textOfMessage,
  type ChatRequest,
} from './chat-request.schema.js';
import { cutToTokens } from './cut-to-tokens.js';

/** `POST /chat/completions`, streamed and whole. */
export function chatRoutes(faults: FaultDesk): FastifyPluginAsync {
  return async (app) => {
    app.post('/chat/completions', async (request, reply) => {
      const { fault, left } = beginCall(faults, 'chat', 'ChatCompletions_Create', request, reply);
      const asked = parseBody(chatRequest, request.body);
      const deployment = deploymentNamed(asked.model, 'chat');
      refuseForReasoning(asked, deployment);
      const promptTokens = tokensInPrompt(asked.messages.map(textOfMessage));
      refuseTooLong(promptTokens, deployment.contextTokens);

      const called = forcedFunction(asked);
      const answer = cutToTokens(
        answered(asked, fault?.kind === 'obedient', called?.parameters),
        asked.max_completion_tokens ?? asked.max_tokens,
        asked.stop,
      );
      const head = newHead(deployment.id, Date.now());
      const usage = (sent: string): ChatUsage => usageOf(promptTokens, tokensIn(sent));
      const pieces = piecesOf(answer.text);
      await waitForFirst(fault, left);
      if (asked.stream) {
        const wantsUsage = asked.stream_options?.include_usage === true;
        return sendEvents(
          reply,
          chatFrames(head, paced(pieces, fault, left), answer.finish, wantsUsage ? usage : undefined, called?.name),
        );
      }
      const { text, isFiltered } = await collected(pieces, fault, left);
      return {
        ...head,
        object: 'chat.completion',
        system_fingerprint: null,
        prompt_filter_results: PROMPT_SAFE,
        choices: [
          {
            index: 0,
            message: called
              ? { role: 'assistant', content: null, tool_calls: [toolCall(called.name, text)], refusal: null }
              : { role: 'assistant', content: text, refusal: null },
            logprobs: null,
            finish_reason: isFiltered ? 'content_filter' : called ? 'tool_calls' : answer.finish,
            content_filter_results: isFiltered ? ANSWER_FILTERED : ALL_SAFE,
          },
        ],
        usage: usage(text),
      };
    });
  };
}

/** @param parameters of the function that is to be called: the answer is its arguments. */
function answered(asked: ChatRequest, isObedient: boolean, parameters?: Readonly<Record<string, unknown>>): string {
  const turns = asked.messages.map((message) => ({ role: message.role, text: textOfMessage(message) }));
  const format = asked.response_format;
  const schema =
    parameters ??
    (format?.type === 'json_schema' ? format.json_schema.schema : format?.type === 'json_object' ? {} : undefined);
  return answerTo({ turns, schema, isObedient });
}

/** @throws {ModelError} 400, in the service's words. */
export function refuseTooLong(promptTokens: number, contextTokens: number): void {
  if (promptTokens <= contextTokens) return;
  throw badRequest(
    'messages',
    `This model's maximum context length is ${contextTokens} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`,
    'context_length_exceeded',
  );
}

const usageOf = (prompt: number, completion: number): ChatUsage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});
