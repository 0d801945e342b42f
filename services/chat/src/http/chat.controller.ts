import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Res, UseGuards } from '@nestjs/common';
import { idSchema, type StopResult } from '@shared/contracts';
import { AssertionGuard, CurrentCaller, sendEvents } from '@shared/http';
import type { Caller } from '@shared/identity';
import { ChatModel } from '@shared/models';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AnswerRun } from '../answers/answer-run.js';
import { ChatService } from '../answers/chat.service.js';
import { RunningAnswers } from '../answers/running-answers.js';
import { keptChunks, whole } from '../stream/kept-stream.js';
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
  ) {}

  /** Two bodies, hence no schema here: {@link toAskRequest} holds them to theirs, with codes of their own. */
  @Post()
  @HttpCode(200)
  async ask(
    @CurrentCaller() caller: Caller,
    @Assertion() assertion: string,
    @Body({ schema: z.unknown() }) body: unknown,
    @RequestHeader('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = await this.chat.ask({ caller, assertion }, toAskRequest(body));
    const wantsJson = prefersJson(accept);
    if (asked.kind === 'run') return wantsJson ? this.whole(asked, reply) : this.follow(asked.run, 0, reply);
    const { conversationId, title, answer } = asked;
    if (wantsJson) return void (await reply.send(whole(conversationId, answer)));
    const chunks = numbered(keptChunks(conversationId, title, answer, this.model.model));
    sendEvents(reply, uiEvents(chunks, answer.id), UI_STREAM_HEADERS);
  }

  @Get(':conversationId/stream')
  resume(
    @CurrentCaller() caller: Caller,
    @Param('conversationId', { schema: idSchema }) conversationId: string,
    @RequestHeader('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const running = this.running.find(caller, conversationId);
    if (running) return this.follow(running, lastNumberOf(lastEventId, running.facts.messageId), reply);
    // An answer that ended meanwhile is told on only to the reader that was cut off from it.
    const ended = this.running.findEnded(caller, conversationId);
    const last = ended ? lastNumberOf(lastEventId, ended.facts.messageId) : 0;
    if (ended && last > 0) return this.follow(ended, last, reply);
    void reply.status(204).send();
  }

  @Delete(':conversationId')
  async stop(
    @CurrentCaller() caller: Caller,
    @Param('conversationId', { schema: idSchema }) conversationId: string,
  ): Promise<StopResult> {
    const run = await this.running.settled(caller, conversationId);
    run?.stop();
    await run?.ended;
    return { stopped: run !== undefined };
  }

  private follow(run: AnswerRun, last: number, reply: FastifyReply): void {
    const reader = run.read(last);
    // The stream itself notices a reader that left only at its next event; the run must know at once.
    reply.raw.once('close', () => void reader.return?.());
    sendEvents(reply, uiEvents(reader, run.facts.messageId), UI_STREAM_HEADERS);
  }

  /** One JSON answer. It has no resume: whoever asked for it and leaves ends it. */
  private async whole({ run, isNew }: { run: AnswerRun; isNew: boolean }, reply: FastifyReply): Promise<void> {
    reply.raw.once('close', () => {
      if (isNew && run.isRunning) run.abandon();
    });
    await reply.send(await run.result());
  }
}

/** JSON only for who names it and not the event stream: `useChat()` and curl name neither. */
function prefersJson(accept: string | undefined): boolean {
  return (accept ?? '').includes('application/json') && !(accept ?? '').includes('text/event-stream');
}
