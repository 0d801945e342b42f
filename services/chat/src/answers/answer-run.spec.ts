import { DomainError } from '@shared/errors';
import { uiMessageChunkSchema } from 'ai';
import type { KeptAnswer } from '../ports/conversation-store.port.js';
import type { UiChunk } from '../stream/ui-chunk.js';
import { passage } from '../../test/support/passages.js';
import type { AnswerDraft } from './answer-draft.js';
import type { AnswerEvent } from './answer-event.js';
import { AnswerRun } from './answer-run.js';

const FACTS = {
  owner: { tenantId: 'local', userId: 'ann' },
  conversationId: 'conversation-1',
  title: 'Fee?',
  questionId: 'question-1',
  question: 'Fee?',
  messageId: 'answer-01',
  model: 'scripted',
};

class OutOfPaper extends DomainError {
  readonly code = 'out_of_paper';
  readonly kind = 'unavailable';
}

/** Does what a script says, with the draft and the signal at hand. */
type Script = (draft: AnswerDraft, signal: AbortSignal) => AsyncIterable<AnswerEvent>;

function runOf(
  answer: Script,
  times: { maxMs?: number; resumeMs?: number } = {},
): { run: AnswerRun; kept: KeptAnswer[] } {
  const kept: KeptAnswer[] = [];
  const keep = async (what: KeptAnswer): Promise<void> => void kept.push(what);
  return { run: new AnswerRun(FACTS, { answer, keep, maxMs: 5_000, resumeMs: 5_000, ...times }), kept };
}

async function* whole(draft: AnswerDraft): AsyncGenerator<AnswerEvent> {
  draft.give([passage({ text: 'The fee is 4 %.' })]);
  yield { type: 'stage', stage: 'answering' };
  yield* draft.write('The fee is 4 % [1].');
  yield* draft.end();
  yield { type: 'done', answer: draft.body(), finish: 'stop' };
}

/** Says something, then nothing more until it is told to end. */
async function* endless(draft: AnswerDraft, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  draft.give([passage({ text: 'The fee is 4 %.' })]);
  yield* draft.write('The fee is');
  await new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}

async function chunksOf(run: AnswerRun, last = 0): Promise<UiChunk[]> {
  const chunks: UiChunk[] = [];
  for await (const { item } of run.read(last)) chunks.push(item);
  return chunks;
}

const typesOf = (chunks: readonly UiChunk[]): string[] => chunks.map(({ type }) => type);
const TERMINAL = ['finish', 'abort', 'error'];
const terminals = (chunks: readonly UiChunk[]): string[] => typesOf(chunks).filter((type) => TERMINAL.includes(type));

describe(AnswerRun.name, () => {
  it('tells a whole answer in order and keeps it as complete', async () => {
    const { run, kept } = runOf(whole);
    const chunks = await chunksOf(run);

    expect(typesOf(chunks)).toEqual([
      'start',
      'data-conversation',
      'data-status',
      'text-start',
      'text-delta',
      'text-delta',
      'source-document',
      'text-delta',
      'text-delta',
      'text-end',
      'data-grounding',
      'data-usage',
      'finish',
    ]);
    expect(kept).toMatchObject([{ status: 'complete', text: 'The fee is 4 % [1].', refusal: null }]);
    expect(await run.result()).toMatchObject({ conversationId: 'conversation-1', answer: 'The fee is 4 % [1].' });
  });

  it('gives the AI SDK’s client nothing that its schema refuses', async () => {
    const schema = uiMessageChunkSchema();
    for (const chunk of await chunksOf(runOf(whole).run)) {
      expect(await schema.validate?.(chunk)).toMatchObject({ success: true });
    }
  });

  it('carries the checked citations on text-end', async () => {
    const end = (await chunksOf(runOf(whole).run)).find((chunk) => chunk.type === 'text-end');
    // "The fee is 4 % " has 15 characters.
    expect(end?.citations).toMatchObject([
      { startIndex: 15, endIndex: 18, citedText: 'The fee is 4 %.', source: { id: '1' } },
    ]);
  });

  it('stops when it is told to, keeps what there is and says abort', async () => {
    const { run, kept } = runOf(endless);
    run.stop();
    const chunks = await chunksOf(run);

    expect(terminals(chunks)).toEqual(['abort']);
    expect(typesOf(chunks)).toContain('text-end');
    expect(kept).toMatchObject([{ status: 'stopped', text: 'The fee is' }]);
    await expect(run.result()).rejects.toMatchObject({ code: 'answer_stopped' });
  });

  it.each([
    ['a known fault with its code', new OutOfPaper('Refill.'), 'out_of_paper', 'Refill.'],
    [
      'an unforeseen one without its text',
      new Error('password=hunter2'),
      'internal',
      'Something went wrong on our side; try again.',
    ],
  ])('tells %s in the stream, and ends it', async (_, fault, code, message) => {
    const { run, kept } = runOf(async function* () {
      yield { type: 'text', text: 'The' };
      throw fault;
    });
    const chunks = await chunksOf(run);

    expect(chunks.slice(-2)).toEqual([
      { type: 'data-error', id: 'error', data: { code, message } },
      { type: 'error', errorText: message },
    ]);
    expect(terminals(chunks)).toEqual(['error']);
    expect(JSON.stringify([chunks, kept])).not.toContain('hunter2');
    expect(kept).toMatchObject([{ status: 'failed', error: { code } }]);
  });

  it('ends well although it cannot be kept', async () => {
    const run = new AnswerRun(FACTS, {
      answer: whole,
      keep: () => Promise.reject(new Error('storage is away')),
      maxMs: 5_000,
      resumeMs: 5_000,
    });
    expect(terminals(await chunksOf(run))).toEqual(['finish']);
  });

  it('runs out of time', async () => {
    const { run, kept } = runOf(endless, { maxMs: 10 });
    expect(terminals(await chunksOf(run))).toEqual(['error']);
    expect(kept).toMatchObject([{ status: 'failed', error: { code: 'answer_timeout' } }]);
  });

  it('ends, kept as partial, when its reader leaves and nobody comes back', async () => {
    const { run, kept } = runOf(endless, { resumeMs: 10 });
    const reader = run.read(0);
    await reader.next();
    await reader.return?.();
    await run.ended;

    expect(kept).toMatchObject([{ status: 'partial', text: 'The fee is' }]);
  });

  it('runs on for a reader that comes back, without loss or repetition', async () => {
    let goOn: () => void = () => undefined;
    const pause = new Promise<void>((resolve) => (goOn = resolve));
    const { run, kept } = runOf(async function* (draft) {
      yield* draft.write('One ');
      await pause;
      yield* draft.write('two.');
      yield* draft.end();
      yield { type: 'done', answer: draft.body(), finish: 'stop' };
    });
    const reader = run.read(0);
    const before: UiChunk[] = [];
    for (let seen = 0; seen < 4; seen += 1) {
      const next = await reader.next();
      if (!next.done) before.push(next.value.item);
    }
    await reader.return?.();
    const after = chunksOf(run, 4);
    goOn();

    const text = [...before, ...(await after)]
      .map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : ''))
      .join('');
    expect(text).toBe('One two.');
    expect(kept).toMatchObject([{ status: 'complete' }]);
  });

  it('does not end for the one of two readers that leaves', async () => {
    const { run } = runOf(endless, { resumeMs: 1 });
    const [gone, stays] = [run.read(0), run.read(0)];
    await gone.next();
    await gone.return?.();
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(run.isRunning).toBe(true);
    run.stop();
    await run.ended;
    await stays.return?.();
  });

  it('tells its readers when the replica drains', async () => {
    const { run } = runOf(endless);
    run.announceShutdown();
    run.stop();
    expect(typesOf(await chunksOf(run))).toContain('data-shutdown');
  });
});
