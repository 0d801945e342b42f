import type { AnswerEvent } from './answer-event.js';
import type { RunFacts, RunWork } from './answer-run.js';
import { RunningAnswers } from './running-answers.js';

const ANN = { tenantId: 'local', userId: 'ann' };
const BOB = { tenantId: 'local', userId: 'bob' };
const STRANGER = { tenantId: 'other', userId: 'ann' };

const facts = (conversationId: string): RunFacts => ({
  owner: ANN,
  conversationId,
  title: 'Fee?',
  questionId: 'question-1',
  question: 'Fee?',
  messageId: 'answer-01',
  model: 'scripted',
});

/** An answer that ends when it is told to. */
function pending(resumeMs = 5_000): { work: RunWork; finish: () => void } {
  let finish: () => void = () => undefined;
  const pause = new Promise<void>((resolve) => (finish = resolve));
  const work: RunWork = {
    answer: async function* (draft): AsyncGenerator<AnswerEvent> {
      await pause;
      yield { type: 'done', answer: draft.body(), finish: 'stop' };
    },
    keep: () => Promise.resolve(),
    maxMs: 5_000,
    resumeMs,
  };
  return { work, finish };
}

describe(RunningAnswers.name, () => {
  let running: RunningAnswers;
  beforeEach(() => (running = new RunningAnswers()));

  const start = (id: string, work: RunWork) => running.start(id, () => Promise.resolve({ facts: facts(id), work }));

  it('has one answer a conversation, and room for the next when it has ended', async () => {
    const first = pending();
    const run = await start('conversation-1', first.work);
    await expect(start('conversation-1', pending().work)).rejects.toMatchObject({ code: 'answer_running' });

    first.finish();
    await run?.ended;
    const second = pending();
    await expect(start('conversation-1', second.work)).resolves.toBeDefined();
    second.finish();
  });

  it('takes no second question while the first is being taken in', async () => {
    const first = pending();
    const both = [start('conversation-1', first.work), start('conversation-1', pending().work)];
    await expect(both[1]).rejects.toMatchObject({ code: 'answer_running' });
    await expect(both[0]).resolves.toBeDefined();
    first.finish();
  });

  it('is free again when a question could not be taken in', async () => {
    await expect(running.start('conversation-1', () => Promise.reject(new Error('no storage')))).rejects.toThrow(
      'no storage',
    );
    const next = pending();
    await expect(start('conversation-1', next.work)).resolves.toBeDefined();
    next.finish();
  });

  it('waits for a question that is just being taken in, so that a stop finds its answer', async () => {
    const { work, finish } = pending();
    const started = start('conversation-1', work);
    const found = await running.settled(ANN, 'conversation-1');
    expect(found).toBe(await started);
    finish();
  });

  it('knows an answer for its owner only', async () => {
    const { work, finish } = pending();
    const run = await start('conversation-1', work);
    expect(running.find(ANN, 'conversation-1')).toBe(run);
    for (const other of [BOB, STRANGER]) expect(running.find(other, 'conversation-1')).toBeUndefined();
    finish();
  });

  it('remembers an ended answer for a while, and forgets it then', async () => {
    const { work, finish } = pending(20);
    const run = await start('conversation-1', work);
    finish();
    await run?.ended;
    expect(running.findEnded(ANN, 'conversation-1')).toBe(run);
    expect(running.findEnded(BOB, 'conversation-1')).toBeUndefined();

    const deadline = Date.now() + 5_000;
    while (running.findEnded(ANN, 'conversation-1') && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(running.findEnded(ANN, 'conversation-1')).toBeUndefined();
  });

  it('tells readers of a shutdown and waits for the answers to end', async () => {
    const { work, finish } = pending();
    const run = await start('conversation-1', work);
    let isDown = false;
    const down = running.beforeApplicationShutdown().then(() => (isDown = true));
    await Promise.resolve();
    expect(isDown).toBe(false);
    finish();
    await down;

    const types: string[] = [];
    if (run) for await (const { item } of run.read(0)) types.push(item.type);
    expect(types).toContain('data-shutdown');
  });
});
