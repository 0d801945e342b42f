import { screener } from '@shared/screening';
import { Metrics } from '@shared/telemetry';
import { Afterword } from '../../src/answers/afterword.service.js';
import { AnswerDraft } from '../../src/answers/answer-draft.js';
import type { AnswerEvent } from '../../src/answers/answer-event.js';
import { AnswerService, type Question } from '../../src/answers/answer.service.js';
import { QuestionService } from '../../src/answers/question.service.js';
import type { AnswerConfig } from '../../src/config/chat.config.js';
import { GroundingCheck } from '../../src/grounding/grounding-check.service.js';
import { ChatMetrics } from '../../src/metrics/chat-metrics.js';
import { Retriever } from '../../src/retrieval/retriever.service.js';
import { SourceFinder } from '../../src/retrieval/source-finder.service.js';
import { SuggestionService } from '../../src/suggestions/suggestion.service.js';
import { ASKER, FakeAuthority, FakeEmbedder, type FakeSearch, type ScriptedModel } from './fakes.js';
import { passage } from './passages.js';
import { ANSWERS, RETRIEVAL, SCREENING } from './settings.js';

/** The passages that answer {@link ASKED}: what the search of a test finds unless it says otherwise. */
export const FEE = passage({ documentId: 'document-a', text: 'The yearly fee is 4 %.' });
export const TERM = passage({ documentId: 'document-b', text: 'The fee has a term of a year.' });
export const ASKED: Question = { asker: ASKER, text: 'What is the yearly fee?', history: [] };

/** Who answers in a test, and from what. */
interface AnswerStage {
  readonly model: ScriptedModel;
  readonly search: FakeSearch;
  readonly service: AnswerService;
}

/**
 * Makes the service of a test and asks it.
 * @param stage is asked at every call: each test has one of its own.
 */
export const answering = (stage: () => AnswerStage) => {
  /** The service over the model and search of this test. */
  const made = (overrides: Partial<AnswerConfig> = {}): AnswerService => {
    const { model, search } = stage();
    const config = { ...ANSWERS, ...overrides };
    const metrics = new ChatMetrics(new Metrics('chat'));
    const retriever = new Retriever(new FakeEmbedder(), search, new FakeAuthority(), RETRIEVAL, metrics);
    const finder = new SourceFinder(retriever, RETRIEVAL);
    const afterword = new Afterword(new GroundingCheck(model), new SuggestionService(model, RETRIEVAL), config);
    const passages = screener('passage', SCREENING, new Metrics('chat'));
    return new AnswerService(new QuestionService(model), finder, model, afterword, passages, config);
  };

  const ask = async (question: Question = ASKED): Promise<AnswerEvent[]> => {
    const events: AnswerEvent[] = [];
    for await (const event of stage().service.answer(question, new AnswerDraft(), new AbortController().signal))
      events.push(event);
    return events;
  };

  /** The last event, which has the whole answer. */
  const answered = async (question?: Question) => {
    const last = (await ask(question)).at(-1);
    if (last?.type !== 'done') throw new Error('the answer did not end');
    return last;
  };

  return { made, ask, answered };
};
