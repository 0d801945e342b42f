import { AnswerReading } from './answer-reading.ts';

const FACT = { sentence: 'The warehouse of Dunwick keeps 197 blue crates.', question: 'How many?', number: 197 };

const citing = (documentId: string, citedText: string) => ({
  citedText,
  source: { providerMetadata: { groundwork: { documentId } } },
});
const START = { type: 'start', messageMetadata: { conversationId: 'c1' } };
const WORDS = [
  { type: 'text-start' },
  { type: 'text-delta', delta: 'It keeps 19' },
  { type: 'text-delta', delta: '7 crates.' },
];
const CITED = { type: 'text-end', citations: [citing('d1', FACT.sentence)] };
const FINISH = { type: 'finish', finishReason: 'stop' };
const DONE = '[DONE]';

function readingOf(chunks: readonly unknown[]): AnswerReading {
  const reading = new AnswerReading();
  for (const [i, chunk] of chunks.entries())
    reading.take(typeof chunk === 'string' ? chunk : JSON.stringify(chunk), 10 * i);
  return reading;
}
const faultOf = (...chunks: unknown[]): string | undefined => readingOf(chunks).faultFor(FACT, 'd1');

describe(AnswerReading.name, () => {
  it('takes a whole and right answer, and notes its first word and its conversation', () => {
    const reading = readingOf([START, ...WORDS, CITED, FINISH, DONE]);

    expect(reading.faultFor(FACT, 'd1')).toBeUndefined();
    expect(reading.firstTokenMs).toBe(20); // the third event: `text-start` is no word
    expect(reading.conversationId).toBe('c1');
  });

  it.each([
    ['no terminal event', [START, ...WORDS, CITED, DONE], 'no terminal event'],
    ['nothing at all', [], 'no terminal event; the last is none at all'],
    ['two terminal events', [START, ...WORDS, CITED, FINISH, FINISH, DONE], '2 terminal events: finish, finish'],
    [
      'an error after its finish',
      [START, ...WORDS, CITED, FINISH, { type: 'error', errorText: 'x' }, DONE],
      '2 terminal events: finish, error',
    ],
    [
      'an error',
      [START, { type: 'data-error', data: { code: 'model_throttled' } }, { type: 'error', errorText: 'x' }, DONE],
      'ended with error: model_throttled',
    ],
    ['an abort', [START, ...WORDS, { type: 'abort' }, DONE], 'ended with abort'],
    [
      'an answer cut by its length',
      [START, ...WORDS, CITED, { type: 'finish', finishReason: 'length' }, DONE],
      'finished for the reason length',
    ],
    ['no last word', [START, ...WORDS, CITED, FINISH], 'the last events are'],
    ['a last word before the end', [START, ...WORDS, DONE, CITED, FINISH], 'the last events are'],
    [
      'something after its finish',
      [START, ...WORDS, CITED, FINISH, { type: 'data-usage' }, DONE],
      'the last events are',
    ],
    ['two last words', [START, ...WORDS, CITED, FINISH, DONE, DONE], 'the last events are'],
    ['an event that is no JSON', [START, '{"type":', ...WORDS, CITED, FINISH, DONE], '1 events are no chunks'],
    ['an event without a type', [START, {}, ...WORDS, CITED, FINISH, DONE], '1 events are no chunks'],
    [
      'a refusal',
      [START, ...WORDS, CITED, { type: 'data-refusal', data: { reason: 'nothing-found' } }, FINISH, DONE],
      'refused: nothing-found',
    ],
    [
      'half of a search',
      [START, { type: 'data-degraded' }, ...WORDS, CITED, FINISH, DONE],
      'half of the search failed',
    ],
    [
      'another number that has the right one in it',
      [START, { type: 'text-delta', delta: '1974 crates' }, CITED, FINISH, DONE],
      'not what the document says',
    ],
    ['no citation', [START, ...WORDS, { type: 'text-end', citations: [] }, FINISH, DONE], 'cites nothing'],
    ['no citations field', [START, ...WORDS, { type: 'text-end' }, FINISH, DONE], 'cites nothing'],
    [
      'a citation of another document beside the right one',
      [
        START,
        ...WORDS,
        { ...CITED, citations: [citing('d1', FACT.sentence), citing('d2', FACT.sentence)] },
        FINISH,
        DONE,
      ],
      'cites another document',
    ],
    [
      'a citation of something else in the document',
      [START, ...WORDS, { ...CITED, citations: [citing('d1', 'The warehouse of Duncan keeps 198.')] }, FINISH, DONE],
      'no citation quotes the fact',
    ],
  ])('does not take %s', (_, chunks, words) => {
    expect(faultOf(...chunks)).toContain(words);
  });
});
