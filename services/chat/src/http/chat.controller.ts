import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ANSWER_ORIGIN_HEADER, idSchema, SCREENED_HEADER, type ChatAnswer, type StopResult } from '@shared/contracts';
import { AssertionGuard, CurrentCaller, sendEvents, type SseEvent } from '@shared/http';
import type { Caller } from '@shared/identity';
import { ChatModel } from '@shared/models';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ChatService, type Asked } from '../answers/chat.service.js';
import { RunningAnswers } from '../answers/running-answers.js';
import type { Asker } from '../ports/document-authority.port.js';
import type { RelayedAnswer } from '../ports/answer-relay.port.js';
import { keptChunks, whole } from '../stream/kept-stream.js';
import { ANSWER_CONFIG, type AnswerConfig } from '../config/chat.config.js';
import { toAskRequest } from './ask-request.js';
import { Assertion, RequestHeader } from './request-header.decorator.js';
import { lastNumberOf, numbered, UI_STREAM_HEADERS, uiEvents } from './ui-events.js';

/** Asking, coming back to an answer, stopping it. */
@Controller('internal/chat')
@UseGuards(AssertionGuard)
export class ChatController {
  constructor(
    private readonly chat: ChatService,
    private readonly running: RunningAnswers,
    @Inject(ChatModel) private readonly model: Pick<ChatModel, 'model'>,
    @Inject(ANSWER_CONFIG) private readonly config: Pick<AnswerConfig, 'heartbeatMs'>,
  ) {}

  /** Two bodies, hence no schema here: {@link toAskRequest} holds them to theirs, with codes of their own. */
  @Post()
  @HttpCode(200)
  async ask(
    @CurrentCaller() caller: Caller,
    @Assertion() assertion: string,
    @Body({ schema: z.unknown() }) body: unknown,
    @RequestHeader('accept') accept: string | undefined,
    @RequestHeader(SCREENED_HEADER) screened: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asker = { caller, assertion };
    const screenedBy = screened === undefined ? [] : screened.split(',');
    const asked = await this.chat.ask(asker, { ...toAskRequest(body), screenedBy });
    void reply.header(ANSWER_ORIGIN_HEADER, asked.kind === 'started' ? 'new' : 'known');
    if (prefersJson(accept)) return void (await reply.send(await this.whole(asker, asked, reply)));
    if (asked.kind !== 'kept') return this.follow(asked.answer, 0, reply);
    const { conversationId, title, answer } = asked;
    const chunks = numbered(keptChunks(conversationId, title, answer, this.model.model));
    this.send(reply, uiEvents(chunks, answer.id));
  }

  @Get(':conversationId/stream')
  async resume(
    @CurrentCaller() caller: Caller,
    @Param('conversationId', { schema: idSchema }) conversationId: string,
    @RequestHeader('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.running.find(caller, conversationId);
    const last = answer ? lastNumberOf(lastEventId, answer.head.messageId) : 0;
    // An answer that ended meanwhile is told on only to the reader that was cut off from it.
    if (answer && (answer.isRunning || last > 0)) return this.follow(answer, last, reply);
    void reply.status(204).send();
  }

  @Delete(':conversationId')
  async stop(
    @CurrentCaller() caller: Caller,
    @Param('conversationId', { schema: idSchema }) conversationId: string,
  ): Promise<StopResult> {
    return { stopped: await this.running.stop(caller, conversationId) };
  }

  private follow(answer: RelayedAnswer, last: number, reply: FastifyReply): void {
    const reader = answer.read(last);
    // The stream itself notices a reader that left only at its next event; the answer must know at once.
    reply.raw.once('close', () => void reader.return?.());
    this.send(reply, uiEvents(reader, answer.head.messageId));
  }

  private send(reply: FastifyReply, events: AsyncIterable<SseEvent>): void {
    sendEvents(reply, events, { headers: UI_STREAM_HEADERS, heartbeatMs: this.config.heartbeatMs });
  }

  /** One JSON answer. It has no resume: whoever asked for it and leaves ends it. */
  private async whole(asker: Asker, asked: Asked, reply: FastifyReply): Promise<ChatAnswer> {
    if (asked.kind === 'kept') return whole(asked.conversationId, asked.answer);
    // Read to its end like a stream, so that the answer knows that somebody waits for it.
    const reader = asked.answer.read(0);
    reply.raw.once('close', () => {
      void reader.return?.();
      if (asked.kind === 'started') asked.run.abandon();
    });
    for await (const _ of reader);
    if (asked.kind === 'started') return asked.run.result();
    const { conversationId, answer } = asked;
    return whole(conversationId, await this.chat.kept(asker, conversationId, answer.head.messageId));
  }
}

/** JSON only for who names it and not the event stream: `useChat()` and curl name neither. */
function prefersJson(accept: string | undefined): boolean {
  return (accept ?? '').includes('application/json') && !(accept ?? '').includes('text/event-stream');
}
