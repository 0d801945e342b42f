import { AnswerUse } from './answer-use.js';

const QUESTION_BYTES = 40;
const event = (chunk: object, id = '1-x'): Buffer => Buffer.from(`id: ${id}\ndata: ${JSON.stringify(chunk)}\n\n`);
const stage = (name: string): Buffer => event({ type: 'data-status', data: { stage: name }, transient: true });
const delta = (text: string): Buffer => event({ type: 'text-delta', id: 'answer', delta: text });
const usage = (inputTokens: number, outputTokens: number): Buffer =>
  event({ type: 'data-usage', data: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens } });
const FINISH = event({ type: 'finish', finishReason: 'stop' });

function seen(events: readonly Buffer[]): AnswerUse {
  const use = new AnswerUse(QUESTION_BYTES, true);
  for (const one of events) use.events(one);
  return use;
}

describe(AnswerUse.name, () => {
  // 20,384 bytes are what a prompt comes to.
  it.each([
    [
      "chat's own count, once the answer has ended",
      [stage('searching'), stage('reading'), delta('Four.'), usage(900, 12), FINISH],
      false,
      { tokens: { input: 900, output: 12 }, outcome: 'complete' },
    ],
    [
      'nothing where nothing was found and no model asked',
      [stage('searching'), usage(0, 0), FINISH],
      false,
      { tokens: { input: 0, output: 0 }, outcome: 'complete' },
    ],
    [
      'the bytes where the model counts nothing',
      [stage('reading'), delta('Grüße'), usage(0, 0), FINISH],
      false,
      { tokens: undefined, requestBytes: 20_424, answerBytes: 7, outcome: 'complete' },
    ],
    [
      'the bytes of an answer that was stopped, whatever was counted by then',
      [stage('reading'), delta('Four'), usage(5, 0), event({ type: 'abort' })],
      false,
      { tokens: undefined, requestBytes: 20_424, answerBytes: 4, outcome: 'broken' },
    ],
    [
      'nothing for one that failed before the model was asked',
      [stage('searching'), event({ type: 'error', errorText: 'no search' })],
      false,
      { tokens: undefined, requestBytes: 40, answerBytes: 0, outcome: 'refused' },
    ],
    [
      'a whole answer to a reader that left in the middle, since it runs on',
      [stage('reading'), delta('Four')],
      true,
      { tokens: undefined, requestBytes: 20_424, answerBytes: 4_096, outcome: 'left' },
    ],
    [
      'a whole answer to a reader that left before the first event',
      [],
      true,
      { tokens: undefined, requestBytes: 20_424, answerBytes: 4_096, outcome: 'left' },
    ],
    [
      "chat's count to a reader that left after the end",
      [stage('reading'), delta('Four.'), usage(900, 12), FINISH],
      true,
      { tokens: { input: 900, output: 12 }, outcome: 'complete' },
    ],
  ] as const)('charges %s', (_, events, hasLeft, expected) => {
    expect(seen(events).used(hasLeft)).toMatchObject(expected);
  });

  it('reads several events in one piece', () => {
    expect(seen([Buffer.concat([stage('reading'), delta('Four.'), usage(900, 12), FINISH])]).used(false)).toMatchObject(
      { tokens: { input: 900, output: 12 }, answerBytes: 5 },
    );
  });

  it('charges nothing for an answer that another request pays for', () => {
    const use = seen([stage('reading'), usage(900, 12), FINISH]);
    use.isPaidElsewhere = true;
    expect(use.used(false)).toEqual({ tokens: undefined, requestBytes: 0, answerBytes: 0, outcome: 'refused' });
  });

  const whole = (answer: object): AnswerUse => {
    const use = new AnswerUse(QUESTION_BYTES, false);
    use.whole(Buffer.from(JSON.stringify(answer)));
    return use;
  };
  const source = { documentId: '01JD0000000000000000000000', title: 't', score: 1, text: 't', start: 0, end: 1 };

  it("charges a JSON answer by chat's count", () => {
    const counted = { inputTokens: 900, outputTokens: 12, totalTokens: 912 };
    expect(whole({ answer: 'Four.', sources: [source], usage: counted }).used(false)).toMatchObject({
      tokens: { input: 900, output: 12 },
      outcome: 'complete',
    });
  });

  it('charges nothing for a JSON refusal of chat', () => {
    expect(whole({ status: 400, code: 'question_empty' }).used(false)).toMatchObject({
      tokens: undefined,
      outcome: 'refused',
    });
  });

  it('charges the prompt of a JSON answer whose reader left: chat ends it at once', () => {
    expect(new AnswerUse(QUESTION_BYTES, false).used(true)).toEqual({
      tokens: undefined,
      requestBytes: 20_424,
      answerBytes: 0,
      outcome: 'left',
    });
  });
});
