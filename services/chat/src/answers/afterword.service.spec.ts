import { Logger } from '@nestjs/common';
import { ModelUnavailable } from '@shared/models';
import { answering, ASKED, FEE, TERM } from '../../test/support/answering.js';
import { FakeSearch, ScriptedModel, type Step } from '../../test/support/fakes.js';
import type { AnswerConfig } from '../config/chat.config.js';
import { AnswerDraft } from './answer-draft.js';
import type { AnswerService } from './answer.service.js';

let model: ScriptedModel;
let search: FakeSearch;
let service: AnswerService;
const { made, answered } = answering(() => ({ model, search, service }));

beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(() => {
  model = new ScriptedModel();
  search = new FakeSearch([FEE, TERM]);
  service = made();
});

describe('what is added to an answer', () => {
  const BOTH: Partial<AnswerConfig> = { groundingCheck: true, suggestions: 2 };
  // Of "gratis", "parking", "lot" and "hill" the cited passage holds none.
  const PARAPHRASED = 'The yearly fee is 4 % [1]. A gratis parking lot on the hill [1].';
  const replyWith = (supported: number[], questions: string[]) => {
    model.replies = {
      supported_claims: [JSON.stringify({ supported })],
      follow_up_questions: [JSON.stringify({ questions })],
    };
  };
  const asked = (): (string | undefined)[] => model.requests.map(({ jsonSchema }) => jsonSchema?.name);

  beforeEach(() => {
    model.answer = [PARAPHRASED];
  });

  it('is nothing, and costs no call, unless it is asked for', async () => {
    const { answer } = await answered();
    expect(asked()).toEqual([undefined]);
    expect(answer).toMatchObject({ grounding: { grounded: false }, suggestions: [] });
  });

  it('are a model’s verdict on what its words leave in doubt, and on nothing else', async () => {
    service = made({ groundingCheck: true });
    replyWith([1], []);
    const { answer } = await answered();

    expect(answer.grounding).toEqual({
      grounded: true,
      sentences: [
        { start: 0, end: 26, support: 1, supported: true },
        { start: 27, end: 64, support: 0, supported: true, byModel: true },
      ],
    });
    const [, check] = model.requests;
    expect(check?.messages.at(-1)?.content).toMatch(
      /^<source-(\w+) id="1">\nThe yearly fee is 4 %\.\n<\/source-\1>\n<claim-\1 id="1" sources="1">\nA gratis parking lot on the hill \.\n<\/claim-\1>$/,
    );
    // 10 and 2 tokens for each of the two calls.
    expect(answer.usage).toEqual({ inputTokens: 20, outputTokens: 4, totalTokens: 24 });
  });

  it('leaves a sentence unsupported that the model does not know supported', async () => {
    service = made({ groundingCheck: true });
    replyWith([7], []);
    const { grounding } = (await answered()).answer;
    expect(grounding).toMatchObject({ grounded: false, sentences: [{}, { supported: false, byModel: true }] });
  });

  it('asks no model about sentences whose words are enough, nor where nothing is cited', async () => {
    service = made({ groundingCheck: true });
    for (const text of ['The yearly fee is 4 % [1].', 'A gratis parking lot on the hill.']) {
      model.answer = [text];
      await answered();
    }
    expect(asked()).toEqual([undefined, undefined]);
  });

  it('are questions from the passages, as many as wanted', async () => {
    service = made({ suggestions: 2 });
    replyWith([], ['What is the term of the fee?', 'Does the fee last a year?', 'Is the fee yearly?']);
    const { answer } = await answered();

    expect(answer.suggestions).toEqual(['What is the term of the fee?', 'Does the fee last a year?']);
    expect(asked()).toEqual([undefined, 'follow_up_questions']);
    expect(model.requests[1]?.messages.at(-1)?.content).toContain('The fee has a term of a year.');
  });

  it('never costs the answer: not when the model fails, nor when it replies with something else', async () => {
    service = made(BOTH);
    const steps: Step[] = [{ fail: new ModelUnavailable() }, 'no JSON', '{"questions":"none"}'];
    for (const step of steps) {
      model.replies = { supported_claims: [step], follow_up_questions: [step] };
      const { answer } = await answered();
      expect(answer).toMatchObject({ answer: PARAPHRASED, suggestions: [], grounding: { grounded: false } });
      expect(answer.grounding.sentences[1]).not.toHaveProperty('byModel');
    }
  });

  it('is waited for no longer than allowed, and what there is of it stays', async () => {
    service = made({ ...BOTH, afterwordMs: 20 });
    model.replies = {
      supported_claims: [JSON.stringify({ supported: [1] })],
      follow_up_questions: [{ wait: new Promise(() => undefined) }],
    };
    const { answer } = await answered();
    expect(answer).toMatchObject({ suggestions: [], grounding: { grounded: true } });
    expect(model.closed).toBe(1);
  });

  it('is left out of an answer whose time is nearly over', async () => {
    // A second of it is kept for the end.
    service = made({ ...BOTH, maxAnswerMs: 1_000 });
    replyWith([1], ['What is the term of the fee?']);
    expect((await answered()).answer).toMatchObject({ answer: PARAPHRASED, suggestions: [] });
    expect(asked()).toEqual([undefined]);
  });

  it('ends with the answer that is stopped', async () => {
    service = made(BOTH);
    const stopping = new AbortController();
    const wait = { wait: new Promise(() => undefined) };
    model.replies = { supported_claims: [wait], follow_up_questions: [wait] };
    const events = service.answer(ASKED, new AnswerDraft(), stopping.signal);
    const reading = (async () => {
      for await (const _ of events);
    })();
    setTimeout(() => stopping.abort(new Error('stopped')), 20);
    await expect(reading).rejects.toThrow('stopped');
    expect(model.closed).toBe(2);
  });

  it('follows no refusal', async () => {
    service = made(BOTH);
    model.answer = ['The documents do not say.'];
    expect((await answered()).answer.suggestions).toEqual([]);
    expect(asked()).toEqual([undefined]);
  });
});
