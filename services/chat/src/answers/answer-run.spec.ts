import { DomainError } from '@shared/errors';
import { uiMessageChunkSchema } from 'ai';
import { MemoryAnswerRelay } from '../adapters/memory-answer-relay.adapter.js';
import type { RelayedAnswer } from '../ports/answer-relay.port.js';
import type { KeptAnswer } from '../ports/conversation-store.port.js';
import type { UiChunk } from '../stream/ui-chunk.js';
import { passage } from '../../test/support/passages.js';
import type { AnswerDraft } from './answer-draft.js';
import type { AnswerEvent } from './answer-event.js';
import { AnswerRun, type RunWork } from './answer-run.js';

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

/** A run with the eyes of its readers. */
interface Watched {
  readonly run: AnswerRun;
  readonly answer: RelayedAnswer;
  readonly kept: KeptAnswer[];
  /** As somebody else asks for it. */
  readonly stop: () => Promise<boolean>;
}

async function runOf(answer: Script, work: Partial<RunWork> = {}): Promise<Watched> {
  const kept: KeptAnswer[] = [];
  const keep = async (what: KeptAnswer): Promise<void> => void kept.push(what);
  const relay = new MemoryAnswerRelay(5_000);
  const claim = await relay.claim(FACTS.owner, FACTS.conversationId);
  if (!claim) throw new Error('a new relay has no answers');
  const shown = claim.begin({ messageId: FACTS.messageId, questionId: FACTS.questionId, questionDigest: '' });
  const run = new AnswerRun(FACTS, { answer, keep, maxMs: 5_000, resumeMs: 5_000, ...work }, claim);
  return { run, answer: shown, kept, stop: () => relay.stop(FACTS.owner, FACTS.conversationId) };
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

async function chunksOf(answer: RelayedAnswer, last = 0): Promise<UiChunk[]> {
  const chunks: UiChunk[] = [];
  for await (const { line } of answer.read(last)) chunks.push(JSON.parse(line) as UiChunk);
  return chunks;
}

const typesOf = (chunks: readonly UiChunk[]): string[] => chunks.map(({ type }) => type);
const TERMINAL = ['finish', 'abort', 'error'];
const terminals = (chunks: readonly UiChunk[]): string[] => typesOf(chunks).filter((type) => TERMINAL.includes(type));

describe(AnswerRun.name, () => {
  it('tells a whole answer in order and keeps it as complete', async () => {
    const { run, answer, kept } = await runOf(whole);
    const chunks = await chunksOf(answer);

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
    for (const chunk of await chunksOf((await runOf(whole)).answer)) {
      expect(await schema.validate?.(chunk)).toMatchObject({ success: true });
    }
  });

  it('carries the checked citations on text-end', async () => {
    const end = (await chunksOf((await runOf(whole)).answer)).find((chunk) => chunk.type === 'text-end');
    // "The fee is 4 % " has 15 characters.
    expect(end?.citations).toMatchObject([
      { startIndex: 15, endIndex: 18, citedText: 'The fee is 4 %.', source: { id: '1' } },
    ]);
  });

  it('stops when it is told to, keeps what there is and says abort', async () => {
    const { run, answer, kept, stop } = await runOf(endless);
    const reader = answer.read(0);
    for (let type = ''; type !== 'text-delta';) {
      const next = await reader.next();
      type = next.done ? 'nothing more' : (JSON.parse(next.value.line) as UiChunk).type;
    }
    await stop();
    const chunks = await chunksOf(answer);

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
    const { answer, kept } = await runOf(async function* () {
      yield { type: 'text', text: 'The' };
      throw fault;
    });
    const chunks = await chunksOf(answer);

    expect(chunks.slice(-2)).toEqual([
      { type: 'data-error', id: 'error', data: { code, message } },
      { type: 'error', errorText: message },
    ]);
    expect(terminals(chunks)).toEqual(['error']);
    expect(JSON.stringify([chunks, kept])).not.toContain('hunter2');
    expect(kept).toMatchObject([{ status: 'failed', error: { code } }]);
  });

  it('ends well although it cannot be kept', async () => {
    const { answer } = await runOf(whole, { keep: () => Promise.reject(new Error('storage is away')) });
    expect(terminals(await chunksOf(answer))).toEqual(['finish']);
  });

  it('stops at once although what it waits for does not hear of it', async () => {
    const { answer, kept, stop } = await runOf(async function* (draft) {
      yield* draft.write('The fee is');
      await new Promise(() => undefined);
    });
    await stop();
    expect(terminals(await chunksOf(answer))).toEqual(['abort']);
    expect(kept).toMatchObject([{ status: 'stopped' }]);
  });

  it('is stopped before it began', async () => {
    let hasBegun = false;
    const relay = new MemoryAnswerRelay(5_000);
    const claim = await relay.claim(FACTS.owner, FACTS.conversationId);
    const stopped = relay.stop(FACTS.owner, FACTS.conversationId);
    const answer = claim?.begin({ messageId: FACTS.messageId, questionId: FACTS.questionId, questionDigest: '' });
    const work = { keep: () => Promise.resolve(), maxMs: 5_000, resumeMs: 5_000 };
    const script: Script = async function* () {
      hasBegun = true;
      yield { type: 'stage', stage: 'searching' };
    };
    if (claim) new AnswerRun(FACTS, { answer: script, ...work }, claim);
    expect(await stopped).toBe(true);
    expect(answer && terminals(await chunksOf(answer))).toEqual(['abort']);
    expect(hasBegun).toBe(false);
  });

  it('ends a stream that grows without end', async () => {
    const { answer, kept } = await runOf(async function* (draft) {
      for (;;) yield* draft.write('x'.repeat(1_000_000));
    });
    expect(terminals(await chunksOf(answer))).toEqual(['error']);
    expect(kept).toMatchObject([{ status: 'failed', error: { code: 'answer_too_long' } }]);
  });

  it('runs out of time', async () => {
    const { answer, kept } = await runOf(endless, { maxMs: 10 });
    expect(terminals(await chunksOf(answer))).toEqual(['error']);
    expect(kept).toMatchObject([{ status: 'failed', error: { code: 'answer_timeout' } }]);
  });

  it('ends, kept as partial, when its reader leaves and nobody comes back', async () => {
    const { run, answer, kept } = await runOf(endless, { resumeMs: 10 });
    const reader = answer.read(0);
    await reader.next();
    await reader.return?.();
    await run.ended;

    expect(kept).toMatchObject([{ status: 'partial', text: 'The fee is' }]);
  });

  it('runs on for a reader that comes back, without loss or repetition', async () => {
    let goOn: () => void = () => undefined;
    const pause = new Promise<void>((resolve) => (goOn = resolve));
    const { answer, kept } = await runOf(async function* (draft) {
      yield* draft.write('One ');
      await pause;
      yield* draft.write('two.');
      yield* draft.end();
      yield { type: 'done', answer: draft.body(), finish: 'stop' };
    });
    const reader = answer.read(0);
    const before: UiChunk[] = [];
    for (let seen = 0; seen < 4; seen += 1) {
      const next = await reader.next();
      if (!next.done) before.push(JSON.parse(next.value.line) as UiChunk);
    }
    await reader.return?.();
    const after = chunksOf(answer, 4);
    goOn();

    const text = [...before, ...(await after)]
      .map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : ''))
      .join('');
    expect(text).toBe('One two.');
    expect(kept).toMatchObject([{ status: 'complete' }]);
  });

  it('does not end for the one of two readers that leaves', async () => {
    const { run, answer, stop } = await runOf(endless, { resumeMs: 1 });
    const [gone, stays] = [answer.read(0), answer.read(0)];
    await gone.next();
    await gone.return?.();
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(run.isRunning).toBe(true);
    await stop();
    await stays.return?.();
  });

  it('tells its readers when the replica drains', async () => {
    const { run, answer, stop } = await runOf(endless);
    run.announceShutdown();
    await stop();
    expect(typesOf(await chunksOf(answer))).toContain('data-shutdown');
  });
});
