import type { FastifyPluginAsync } from 'fastify';
import type { FaultDesk } from '../../faults/fault-desk.js';
import { reply as answerTo } from '../answerer/extractive-model.js';
import { beginCall, sendEvents } from '../call.js';
import { refuseTooLong } from '../chat/chat.routes.js';
import { cutToTokens } from '../chat/cut-to-tokens.js';
import { deploymentNamed } from '../deployments.js';
import { badRequest } from '../model-error.js';
import { collected, paced, piecesOf, waitForFirst } from '../pacing.js';
import { parseBody } from '../parse-body.js';
import { tokensIn, tokensInPrompt } from '../tokens.js';
import { newFrame, responseEvents, responseObject, type ResponsesUsage } from './response-events.js';
import { responsesRequest, turnsOf } from './responses-request.schema.js';

/** `POST /responses`: text in, text out, streamed and whole. Nothing is stored. */
export function responsesRoutes(faults: FaultDesk): FastifyPluginAsync {
  return async (app) => {
    app.post('/responses', async (request, reply) => {
      const { fault, left } = beginCall(faults, 'responses', 'Responses_Create', request, reply);
      const asked = parseBody(responsesRequest, request.body);
      const deployment = deploymentNamed(asked.model, 'chat');
      if (deployment.isReasoning && typeof asked.temperature === 'number' && asked.temperature !== 1) {
        throw badRequest(
          'temperature',
          "Unsupported parameter: 'temperature' is not supported with this model.",
          'unsupported_parameter',
        );
      }
      const turns = turnsOf(asked);
      const promptTokens = tokensInPrompt(turns.map(({ text }) => text));
      refuseTooLong(promptTokens, deployment.contextTokens);

      const format = asked.text?.format;
      const schema = format?.type === 'json_schema' ? format.schema : format?.type === 'json_object' ? {} : undefined;
      const answer = cutToTokens(
        answerTo({ turns, schema, isObedient: fault?.kind === 'obedient' }),
        asked.max_output_tokens,
      );
      const shortfall = answer.finish === 'length' ? 'max_output_tokens' : undefined;
      const frame = newFrame(asked, deployment.id, Date.now());
      const usage = (sent: string): ResponsesUsage => usageOf(promptTokens, tokensIn(sent));
      const pieces = piecesOf(answer.text);
      await waitForFirst(fault, left);
      if (asked.stream) return sendEvents(reply, responseEvents(frame, paced(pieces, fault, left), shortfall, usage));
      const { text, isFiltered } = await collected(pieces, fault, left);
      return responseObject(frame, text, isFiltered ? 'content_filter' : shortfall, usage(text));
    });
  };
}

const usageOf = (input: number, output: number): ResponsesUsage => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
});
