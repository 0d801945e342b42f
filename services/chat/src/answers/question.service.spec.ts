import { Logger } from '@nestjs/common';
import { ModelUnavailable } from '@shared/models';
import { answering, ASKED, FEE, TERM } from '../../test/support/answering.js';
import { FakeSearch, ScriptedModel } from '../../test/support/fakes.js';
import type { AnswerService } from './answer.service.js';
import { QuestionService } from './question.service.js';

let model: ScriptedModel;
let search: FakeSearch;
let service: AnswerService;
const { made, ask, answered } = answering(() => ({ model, search, service }));

beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(() => {
  model = new ScriptedModel();
  search = new FakeSearch([FEE, TERM]);
  service = made();
});

/** As an answer asks it: what is searched for, and what the model is asked in the end. */
describe(QuestionService.name, () => {
  it('makes a follow-up stand alone, searches for both ways to put it and counts the tokens of both calls', async () => {
    model.query = 'What is the yearly fee of the gold plan?';
    const { answer } = await answered({
      ...ASKED,
      text: 'and for gold?',
      history: [{ question: 'What is the fee?', answer: '4 %.' }],
    });

    expect(search.queries.map(({ text }) => text)).toEqual([
      'What is the yearly fee of the gold plan?',
      'and for gold?',
    ]);
    expect(model.requests[1]?.messages.at(-1)?.content).toContain('Question: What is the yearly fee of the gold plan?');
    expect(answer.usage.totalTokens).toBe(24);
  });

  it('searches once when the question already stands alone', async () => {
    model.query = 'what is the yearly fee';
    await ask({ ...ASKED, history: [{ question: 'Term?', answer: 'A year.' }] });
    expect(search.queries.map(({ text }) => text)).toEqual(['What is the yearly fee?']);
  });

  it('puts the question before in front when the model cannot rewrite', async () => {
    model.query = new ModelUnavailable();
    await ask({ ...ASKED, text: 'and the fee?', history: [{ question: 'The gold plan?', answer: 'Yes.' }] });
    expect(search.queries[0]?.text).toBe('The gold plan? and the fee?');
  });
});
