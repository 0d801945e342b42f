import { chatAnswerSchema } from '@shared/contracts';
import { z } from 'zod';
import { startLocalAzure, type TestAzure } from '../../../tests/support/local-azure.js';
import { GroundingCheck } from '../src/grounding/grounding-check.service.js';
import { indexTexts, modelsOf, startAzureChat } from './support/azure-chat.js';
import { startChat, type ServedChat } from './support/chat-app.js';
import { conversationOf, EventReader, textOf, typesOf } from './support/event-reader.js';

const QUESTION = 'How much does the Falcon plan pay for eye care?';
/** More than the three sentences that local-extractive says at most. */
const TEXT =
  'The Falcon plan pays up to 340 euros a year for eye care. It covers two dental cleanings. ' +
  'Hearing aids are replaced every five years. Gym visits cost extra. Travel vaccines are free.';
const JSON_ONLY = { accept: 'application/json' };

/** What is added to answers, over the wire to local Azure. */
describe('what is added to an answer', () => {
  let azure: TestAzure;
  let chat: ServedChat;

  beforeAll(async () => {
    azure = await startLocalAzure();
    await indexTexts(azure, {
      'plan-of-falcon': TEXT,
    });
    chat = await startAzureChat(azure, { suggestions: 3, groundingCheck: true });
  }, 60_000);

  afterAll(async () => {
    await chat.close();
    await azure.stop();
  });

  it('are questions to go on with: in the stream, in JSON, and in the conversation', async () => {
    const events = await new EventReader(await chat.call('/internal/chat', { body: { message: QUESTION } })).rest();
    const told = events.flatMap(({ data }) => (data !== '[DONE]' && data.type === 'data-suggestions' ? [data] : []));
    const { questions } = z.object({ questions: z.array(z.string()).length(1) }).parse(told[0]?.['data']);
    // One source, hence one question, about two words of it that the answer has not said.
    const [, subject = ''] = /^Plan of today: (\w+ \w+)\?$/.exec(questions[0] ?? '') ?? [];
    expect(TEXT).toContain(subject);
    expect(textOf(events)).not.toContain(subject);
    expect(typesOf(events).slice(-2)).toEqual(['finish', '[DONE]']);

    const [start] = events;
    if (!start) throw new Error('the stream is empty');
    const kept = await (await chat.call(`/internal/conversations/${conversationOf(start)}`)).json();
    expect(kept).toMatchObject({ messages: [{ role: 'user' }, { suggestions: questions }] });

    const reply = await chat.call('/internal/chat', { body: { message: QUESTION }, headers: JSON_ONLY });
    expect(chatAnswerSchema.parse(await reply.json()).suggestions).toEqual(questions);
  });

  it.each(['local-extractive', 'local-reasoning'])('are verdicts of %s on sentences in doubt', async (model) => {
    const check = new GroundingCheck(modelsOf(azure, model).chat);
    const source = 'The Falcon plan pays up to 340 euros a year for eye care.';
    const doubts = [
      { sentence: 2, text: 'Falcon plans paid 340 euros yearly.', passages: [source] },
      { sentence: 5, text: 'The Falcon plan pays 500 euros.', passages: [source] },
    ];
    const { bySentence, usage } = await check.of(doubts, AbortSignal.timeout(10_000));

    expect([...bySentence]).toEqual([
      [2, true],
      [5, false],
    ]);
    expect(usage.inputTokens).toBeGreaterThan(0);
  });
});

describe('an answer that is asked for again', () => {
  it('has what was added to it, without another call', async () => {
    const app = await startChat({ suggestions: 1 });
    try {
      app.model.answer = ['The yearly fee is 4 % [1].'];
      app.model.replies = { follow_up_questions: [JSON.stringify({ questions: ['What is the term of the fee?'] })] };
      const body = { message: 'What is the yearly fee?', messageId: 'message-again' };
      await (await app.call('/internal/chat', { body, headers: JSON_ONLY })).json();
      const calls = app.model.requests.length;

      const events = await new EventReader(await app.call('/internal/chat', { body })).rest();

      expect(typesOf(events)).toContain('data-suggestions');
      expect([calls, app.model.requests.length]).toEqual([2, 2]);
    } finally {
      await app.close();
    }
  });

  it('has nothing added where nothing is asked for', async () => {
    const app = await startChat();
    try {
      const body = { message: 'What is the yearly fee?' };
      const events = await new EventReader(await app.call('/internal/chat', { body })).rest();
      expect(typesOf(events)).not.toContain('data-suggestions');
      expect(app.model.requests).toHaveLength(1);
    } finally {
      await app.close();
    }
  });
});
