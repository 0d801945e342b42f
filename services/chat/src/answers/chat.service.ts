import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Ask, MessageView } from '@shared/contracts';
import { ChatModel } from '@shared/models';
import { describeError } from '@shared/telemetry';
import { ulid } from 'ulid';
import { SourceVeil } from '../citations/source-veil.service.js';
import { ANSWER_CONFIG, type AnswerConfig } from '../config/chat.config.js';
import { titleFrom } from '../conversations/title.js';
import { ChatMetrics, type AnswerOutcome } from '../metrics/chat-metrics.js';
import type { RelayedAnswer } from '../ports/answer-relay.port.js';
import { ConversationStore, type KeptAnswer } from '../ports/conversation-store.port.js';
import type { Asker } from '../ports/document-authority.port.js';
import type { Turn } from '../prompt/history.js';
import type { RunFacts, RunWork } from './answer-run.js';
import { AnswerLost } from './answer-ends.js';
import { AnswerService } from './answer.service.js';
import { answersQuestion, RunningAnswers, type Started } from './running-answers.js';

/** A question as chat takes it. */
export interface AskRequest extends Ask {
  /** Whether an unknown conversation id begins a conversation, as `useChat()` expects. */
  readonly mayBegin: boolean;
  /** Rules of the gateway's screening that stopped the question; empty: none did. */
  readonly screenedBy?: readonly string[];
}

/** What a question leads to: an answer under way, new or joined, or the answer that it had before. */
export type Asked =
  | ({ readonly kind: 'started' } & Started)
  | { readonly kind: 'joined'; readonly conversationId: string; readonly answer: RelayedAnswer }
  | { readonly kind: 'kept'; readonly conversationId: string; readonly title: string; readonly answer: MessageView };

/** Takes a question into its conversation and has it answered there, once. */
@Injectable()
export class ChatService {
  private readonly logger = new Logger(ChatService.name);

  constructor(
    private readonly conversations: ConversationStore,
    private readonly answers: AnswerService,
    private readonly running: RunningAnswers,
    private readonly model: ChatModel,
    private readonly veil: SourceVeil,
    private readonly metrics: ChatMetrics,
    @Inject(ANSWER_CONFIG) private readonly config: AnswerConfig,
  ) {}

  /**
   * @throws {ConversationNotFound} the conversation is unknown or somebody else's.
   * @throws {AnswerRunning} another question of this conversation is being answered.
   */
  async ask(asker: Asker, ask: AskRequest): Promise<Asked> {
    const conversationId = ask.conversationId ?? newConversationId(asker, ask.messageId);
    const current = await this.running.find(asker.caller, conversationId);
    if (current?.isRunning && !ask.regenerate && answersQuestion(current, ask.messageId, ask.question))
      return { kind: 'joined', conversationId, answer: current };

    let kept: Asked | undefined;
    const started = await this.running.start(asker.caller, conversationId, async () => {
      const opened = await this.open(asker, ask, conversationId);
      if ('kind' in opened) kept = opened;
      return 'kind' in opened ? undefined : opened;
    });
    if (started) return { kind: 'started', ...started };
    if (!kept) throw new Error('a question was neither taken in nor known');
    return kept;
  }

  /** An answer that ended, as it is kept. @throws {AnswerLost} if it did not come to a good end. */
  async kept(asker: Asker, conversationId: string, messageId: string): Promise<MessageView> {
    const messages = await this.conversations.messages(asker.caller, conversationId);
    const answer = messages.find(({ id }) => id === messageId);
    if (answer?.status !== 'complete') throw new AnswerLost();
    return this.shown(asker, answer);
  }

  /** What its reader may see of it now. */
  private async shown(asker: Asker, answer: MessageView): Promise<MessageView> {
    const [veiled] = await this.veil.over(asker, [answer]);
    return veiled ?? answer;
  }

  private async open(
    asker: Asker,
    ask: AskRequest,
    conversationId: string,
  ): Promise<{ facts: RunFacts; work: RunWork } | Asked> {
    const { tenantId, userId } = asker.caller;
    const owner = { tenantId, userId };
    const questionId = ask.messageId ?? ulid();
    const answerId = ulid();
    const taken = await this.conversations.take({
      owner,
      conversationId,
      mayBegin: ask.mayBegin || ask.conversationId === undefined,
      title: titleFrom(ask.question),
      question: ask.question,
      questionId,
      answerId,
      regenerate: ask.regenerate,
      regenerates: ask.regenerates,
      parentId: ask.parentId,
      spareId: ulid(),
    });
    if (taken.kind === 'repeat') {
      return { kind: 'kept', conversationId, title: taken.title, answer: await this.shown(asker, taken.answer) };
    }
    const { documentIds, tags } = ask;
    const rules = await this.rulesAgainst(asker, ask, { conversationId, ...taken });
    const question = { asker, text: taken.question, documentIds, tags, history: turnsOf(taken.history) };
    return {
      facts: {
        owner,
        conversationId,
        title: taken.title,
        questionId: ask.messageId ?? taken.questionId,
        question: taken.question,
        messageId: answerId,
        model: this.model.model,
      },
      work: {
        answer: (draft, signal) =>
          rules.length > 0
            ? this.answers.screened(question, draft, rules)
            : this.answers.answer(question, draft, signal),
        keep: async (answer) => {
          this.metrics.answerEnded(outcomeOf(answer), answer.refusal?.reason);
          const err = answer.error;
          if (err)
            this.logger.warn({ msg: 'answer failed', code: err.code, correlationId: asker.caller.correlationId });
          await this.conversations.keep(conversationId, answerId, answer).catch((error: unknown) => {
            this.logger.error({ msg: 'an answer could not be kept', err: describeError(error) });
          });
        },
        maxMs: this.config.maxAnswerMs,
        resumeMs: this.config.resumeMs,
      },
    };
  }

  /** The rules that stopped the question: now, or when it was first asked and is now to be answered after all. */
  private async rulesAgainst(
    { caller }: Asker,
    { question, regenerate, screenedBy = [] }: AskRequest,
    taken: { readonly conversationId: string; readonly questionId: string; readonly question: string },
  ): Promise<readonly string[]> {
    // The gateway saw the words of this request; a question that is answered again was kept with an earlier one.
    if (screenedBy.length > 0 || !regenerate || taken.question === question) return screenedBy;
    const messages = await this.conversations.everyMessage(caller, taken.conversationId);
    return (
      messages.find(({ parentId, refusal }) => parentId === taken.questionId && refusal?.rules)?.refusal?.rules ?? []
    );
  }
}

/**
 * The id of a conversation that begins. With a message id it follows from it, so that a first question that is sent
 * again, because its reply was lost, finds the conversation it began.
 */
function newConversationId({ caller }: Asker, messageId: string | undefined): string {
  if (messageId === undefined) return ulid();
  const digest = createHash('sha256').update(JSON.stringify([caller.tenantId, caller.userId, messageId]));
  return digest.digest('base64url').slice(0, 26);
}

/** How an answer counts. */
function outcomeOf({ status, refusal }: KeptAnswer): AnswerOutcome {
  if (status === 'stopped' || status === 'partial') return status;
  if (status !== 'complete') return 'failed';
  return refusal ? 'refused' : 'answered';
}

/** Questions with their answers; a question whose answer was lost has an empty one. */
function turnsOf(messages: readonly MessageView[]): Turn[] {
  return messages.flatMap(({ role, text }, i) => {
    if (role !== 'user') return [];
    const next = messages[i + 1];
    // What the screening stopped does not reach the model by the history either.
    if (next?.refusal?.rules) return [];
    return [{ question: text, answer: next?.role === 'assistant' ? next.text : '' }];
  });
}
