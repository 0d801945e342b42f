import { All, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { modelNameSchema, type ListedModel } from '@shared/contracts';
import { InvalidInput, RouteNotFound } from '@shared/errors';
import { SSE_HEADERS } from '@shared/http';
import { ModelPool, type Operation } from '@shared/models';
import { Screener } from '@shared/screening';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { QuestionScreened } from '../answers/errors.js';
import { AUDIO_FORM_MAX_BYTES, AudioForm } from '../openai/audio-form.js';
import { askedIn } from '../openai/asked.js';
import { DocumentsModel } from '../openai/documents-model.js';
import { GROUNDWORK_MODEL, listModels, modelNamed } from '../openai/model-list.js';
import { saidByUser } from '../openai/said-by-user.js';
import { ModelRelay, type RelayedAnswer } from '../openai/model-relay.js';
import { CallerStreams } from '../limits/caller-streams.js';
import { callerKey } from '../limits/caller-key.js';
import { V1_JSON_MAX_BYTES } from '../routing/openai-routes.js';
import { CallerGuard } from './caller.guard.js';
import { whenClientLeaves, whenClosed } from './client-connection.js';
import { formBody, readJsonText } from './json-body.js';
import { LimitsGuard } from './limits.guard.js';
import { clientWishes } from './client-wishes.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';

/** What programs made for OpenAI call. */
@Controller('v1')
@UseGuards(RouteGuard, CallerGuard, LimitsGuard)
export class OpenAiController {
  private readonly startedAt = Math.floor(Date.now() / 1_000);

  constructor(
    private readonly pool: ModelPool,
    private readonly relay: ModelRelay,
    private readonly documents: DocumentsModel,
    private readonly streams: CallerStreams,
    private readonly screener: Screener,
  ) {}

  @Get('models')
  models(): { object: 'list'; data: ListedModel[] } {
    return { object: 'list', data: listModels(this.pool, this.startedAt) };
  }

  @Get('models/:model')
  model(@Param('model', { schema: modelNameSchema }) model: string): ListedModel {
    return modelNamed(listModels(this.pool, this.startedAt), model);
  }

  @Post('chat/completions')
  chat(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.json('chat/completions', request, reply);
  }

  @Post('responses')
  responses(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.json('responses', request, reply);
  }

  @Post('embeddings')
  embeddings(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.json('embeddings', request, reply);
  }

  @Post('audio/speech')
  speech(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.json('audio/speech', request, reply);
  }

  @Post('audio/transcriptions')
  async transcriptions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const gone = whenClientLeaves(request, reply);
    const body = formBody(request, AUDIO_FORM_MAX_BYTES);
    const form = await AudioForm.read(request.headers['content-type'] ?? '', body);
    whenClosed(reply, () => void form.discard());
    const model = form.field('model');
    if (!model) throw new InvalidInput('model: name one of GET /v1/models.');
    const isStream = form.field('stream') === 'true';
    if (isStream) this.countStream(request, reply);
    const wishes = clientWishes(request, requestState.callerOf(request), gone);
    send(reply, await this.relay.form(form, model, isStream, wishes, reply));
  }

  /** Addresses that there are not; the guard says so first. */
  @All('*')
  nothing(): never {
    throw new RouteNotFound();
  }

  private async json(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const gone = whenClientLeaves(request, reply);
    const caller = requestState.callerOf(request);
    const asked = askedIn(await readJsonText(request, V1_JSON_MAX_BYTES));
    if (operation === 'chat/completions' || operation === 'responses') await this.screen(asked.fields, gone);
    if (asked.isStream) this.countStream(request, reply);
    if (operation === 'chat/completions' && asked.model === GROUNDWORK_MODEL) {
      return send(reply, await this.documents.answer(asked, caller, gone));
    }
    send(reply, await this.relay.json(operation, asked, clientWishes(request, caller, gone), reply));
  }

  /** @throws {QuestionScreened} and the errors of {@link Screener.question}. */
  private async screen(fields: Readonly<Record<string, unknown>>, gone: AbortSignal): Promise<void> {
    const said = saidByUser(fields);
    if (said === '') return;
    const { blockedBy } = await this.screener.question(said, gone);
    if (blockedBy.length > 0) throw new QuestionScreened(blockedBy);
  }

  /** Only what the body asks for tells a stream from an answer. @throws {TooManyStreams} */
  private countStream(request: FastifyRequest, reply: FastifyReply): void {
    const leave = this.streams.enter(callerKey(requestState.callerOf(request)));
    whenClosed(reply, leave);
  }
}

function send(reply: FastifyReply, { status, headers, body }: RelayedAnswer): void {
  const isEvents = headers['content-type']?.startsWith('text/event-stream') === true;
  void reply
    .status(status)
    .headers(isEvents ? { ...SSE_HEADERS, ...headers } : headers)
    .send(body);
  // Its reader learns at once that the stream is open.
  if (isEvents) reply.raw.flushHeaders();
}
