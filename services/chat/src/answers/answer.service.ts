import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError } from '@shared/errors';
import { ChatModel, ContentFiltered } from '@shared/models';
import { Screener } from '@shared/screening';
import type { RefusalReason } from '@shared/contracts';
import { ANSWER_CONFIG, type AnswerConfig } from '../config/chat.config.js';
import type { Asker } from '../ports/document-authority.port.js';
import { AnswerGuard, InstructionsTold } from '../guard/answer-guard.js';
import { ANSWER_PROMPT_VERSION, answerPrompt, instructionsOf } from '../prompt/answer-prompt.js';
import type { Turn } from '../prompt/history.js';
import type { Passage } from '../retrieval/passage.js';
import { SourceFinder } from '../retrieval/source-finder.service.js';
import type { AnswerDraft } from './answer-draft.js';
import type { AnswerEvent } from './answer-event.js';
import { Afterword } from './afterword.service.js';
import { QuestionService } from './question.service.js';
import { refusalText } from './refusal-text.js';
import { RefusalWatch } from './refusal-watch.js';

/** A question with what was said before it. */
export interface Question {
  readonly asker: Asker;
  readonly text: string;
  readonly documentIds?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Earlier turns, oldest first. */
  readonly history: readonly Turn[];
}

/** The model ended without a word. */
export class AnswerEmpty extends DomainError {
  readonly code = 'answer_empty';
  readonly kind = 'upstream';
  constructor() {
    super('The model ended without an answer; try again, or ask in other words.');
  }
}

/** Answers a question from the caller's documents: stand alone, search, choose, ask, check what it cites. */
@Injectable()
export class AnswerService {
  private readonly logger = new Logger(AnswerService.name);

  constructor(
    private readonly questions: QuestionService,
    private readonly sources: SourceFinder,
    private readonly model: ChatModel,
    private readonly afterword: Afterword,
    private readonly screener: Screener,
    @Inject(ANSWER_CONFIG) private readonly config: AnswerConfig,
  ) {}

  /**
   * @param draft is filled on the way; read it if this ends early.
   * @throws {DomainError} if the search, the catalog or the model fails; `signal.reason` once `signal` aborts.
   */
  async *answer(question: Question, draft: AnswerDraft, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const endsAt = performance.now() + this.config.maxAnswerMs;
    yield { type: 'stage', stage: 'searching' };
    const asked = await this.questions.standalone(question.text, question.history, signal);
    draft.spend(asked.usage);
    const found = await this.sources.find({ ...question, questions: asked.questions }, signal);
    if (found.degraded) yield draft.degrade();
    if (found.passages.length === 0) {
      yield* this.refuse('nothing-found', question, draft);
      return;
    }
    const passages = await this.trusted(found.passages, signal);
    if (passages.length === 0) {
      yield* this.refuse('screened', question, draft);
      return;
    }

    draft.give(passages);
    yield { type: 'stage', stage: 'reading' };
    yield* this.write({ ...question, text: asked.questions[0] ?? question.text }, passages, draft, endsAt, signal);
  }

  private async *write(
    question: Question,
    passages: readonly Passage[],
    draft: AnswerDraft,
    endsAt: number,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent> {
    const refusal = refusalText('not-in-sources', question.text, this.config.refusalText);
    const { historyTokens, productName, instructions, maxOutputTokens } = this.config;
    const nonce = randomBytes(6).toString('hex').toUpperCase();
    const { text, history } = question;
    const told = { refusal, nonce, productName, instructions };
    const messages = answerPrompt({ question: text, passages, history, historyTokens, ...told });
    const watch = new RefusalWatch(refusal);
    const guard = new AnswerGuard(instructionsOf({ ...told, refusal: '' }), passages.map(sourceText));
    let finish: 'stop' | 'length' | 'content-filter' = 'stop';
    let hasBegun = false;
    this.logger.debug({ msg: 'asking the model', prompt: ANSWER_PROMPT_VERSION, sources: passages.length });
    try {
      for await (const piece of this.model.stream({ messages, maxOutputTokens }, signal)) {
        if (!hasBegun) yield { type: 'stage', stage: 'answering' };
        hasBegun = true;
        if (piece.type === 'finish') {
          draft.spend(piece.usage);
          finish = piece.reason;
          continue;
        }
        const watched = watch.push(piece.text);
        if (!watched.held) yield* draft.write(guard.push(watched.text));
      }
      if (finish === 'content-filter') throw new ContentFiltered();
      const { isRefusal, text: rest } = watch.end();
      if (isRefusal) {
        yield* this.refuse('not-in-sources', question, draft);
        return;
      }
      yield* draft.write(guard.push(rest) + guard.end());
      yield* draft.end();
    } catch (error) {
      const reason = refusalFor(error);
      if (reason === undefined) throw error;
      this.logger.warn({ msg: 'an answer was taken back', reason, prompt: ANSWER_PROMPT_VERSION });
      yield* this.refuse(reason, question, draft);
      return;
    }
    if (draft.isEmpty) throw new AnswerEmpty();
    await this.afterword.add(text, passages, draft, endsAt - performance.now(), signal);
    yield { type: 'done', answer: draft.body(), finish };
  }

  /** Refuses a question that the gateway's screening stopped. @param rules that fired. */
  async *screened(question: Question, draft: AnswerDraft, rules: readonly string[]): AsyncGenerator<AnswerEvent> {
    yield* this.refuse('screened', question, draft, rules);
  }

  /** The passages that may be shown to the model. */
  private async trusted(passages: readonly Passage[], signal: AbortSignal): Promise<readonly Passage[]> {
    const verdicts = await this.screener.documents(passages.map(sourceText), signal);
    return passages.filter(({ documentId }, i) => {
      const rules = verdicts[i]?.blockedBy ?? [];
      if (rules.length > 0) this.logger.warn({ msg: 'a passage is kept from the model', documentId, rules });
      return rules.length === 0;
    });
  }

  private *refuse(
    reason: RefusalReason,
    { text }: Question,
    draft: AnswerDraft,
    rules: readonly string[] = [],
  ): Generator<AnswerEvent> {
    const message = refusalText(reason, text, this.config.refusalText);
    yield* draft.refuse({ reason, message, ...(rules.length > 0 ? { rules: [...rules] } : {}) });
    yield { type: 'done', answer: draft.body(), finish: reason === 'filtered' ? 'content-filter' : 'stop' };
  }
}

/** Text of a source as the model saw it. */
const sourceText = ({ title, heading, text }: Passage): string => [title, heading, text].filter(Boolean).join('\n');

/** Why what the model wrote so far must not stand; undefined: it failed otherwise. */
function refusalFor(error: unknown): RefusalReason | undefined {
  if (error instanceof ContentFiltered) return 'filtered';
  return error instanceof InstructionsTold ? 'screened' : undefined;
}
