import type { AnswerEvent } from './answer-event.js';
import type { RunFacts, RunWork } from './answer-run.js';
import { MemoryAnswerRelay } from '../adapters/memory-answer-relay.adapter.js';
import { answersQuestion, RunningAnswers } from './running-answers.js';

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
  beforeEach(() => (running = new RunningAnswers(new MemoryAnswerRelay(5_000))));

  const start = (id: string, work: RunWork) =>
    running.start(ANN, id, () => Promise.resolve({ facts: facts(id), work }));

  it('has one answer a conversation, and room for the next when it has ended', async () => {
    const first = pending();
    const started = await start('conversation-1', first.work);
    await expect(start('conversation-1', pending().work)).rejects.toMatchObject({ code: 'answer_running' });

    first.finish();
    await started?.run.ended;
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
    const failing = running.start(ANN, 'conversation-1', () => Promise.reject(new Error('no storage')));
    await expect(failing).rejects.toThrow('no storage');
    const next = pending();
    await expect(start('conversation-1', next.work)).resolves.toBeDefined();
    next.finish();
  });

  it('is free again when there was nothing to answer after all', async () => {
    expect(await running.start(ANN, 'conversation-1', () => Promise.resolve(undefined))).toBeUndefined();
    expect(await running.isRunning(ANN, 'conversation-1')).toBe(false);
  });

  it('knows a running answer for its owner, by its question', async () => {
    const { work, finish } = pending();
    await start('conversation-1', work);
    const found = await running.find(ANN, 'conversation-1');
    expect(found?.isRunning).toBe(true);
    expect(found && answersQuestion(found, 'question-1', 'Fee?')).toBe(true);
    expect(found && answersQuestion(found, 'question-1', 'Term?')).toBe(false);
    expect(found && answersQuestion(found, undefined, 'Fee?')).toBe(false);
    for (const other of [BOB, STRANGER]) expect(await running.find(other, 'conversation-1')).toBeUndefined();
    finish();
  });

  it('tells readers of a shutdown and waits for the answers to end', async () => {
    const { work, finish } = pending();
    const started = await start('conversation-1', work);
    let isDown = false;
    const down = running.beforeApplicationShutdown().then(() => (isDown = true));
    await Promise.resolve();
    expect(isDown).toBe(false);
    finish();
    await down;

    const types: string[] = [];
    if (started)
      for await (const { line } of started.answer.read(0)) types.push((JSON.parse(line) as { type: string }).type);
    expect(types).toContain('data-shutdown');
  });
});
