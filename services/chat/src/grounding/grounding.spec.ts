import { doubtsIn, groundingOf, judged } from './grounding.js';

const FEE = 'The yearly fee is 4 %. It is due in May.';

describe(groundingOf.name, () => {
  it.each([
    ['a claim with its source', 'The fee is 4 % [1].', [{ answerStart: 15, text: FEE }], true],
    ['a claim whose marker follows the full stop', 'The fee is 4 %. [1]', [{ answerStart: 16, text: FEE }], true],
    ['another number than the source has', 'The fee is 5 % [1].', [{ answerStart: 15, text: FEE }], false],
    [
      'a claim the source does not make',
      'Parking garages close at midnight daily [1].',
      [{ answerStart: 40, text: FEE }],
      false,
    ],
    ['nothing cited', 'The fee is 4 %.', [], false],
    ['no sentence', '', [], false],
  ])('%s', (_, answer, cited, grounded) => {
    expect(groundingOf(answer, cited).grounded).toBe(grounded);
  });

  it('marks the one sentence without support, and says where it stands', () => {
    const answer = 'The fee is 4 % [1]. Penguins eat fish.';

    // "fee" and "4" are both in the passage; "penguins", "eat" and "fish" are not.
    expect(groundingOf(answer, [{ answerStart: 15, text: FEE }])).toEqual({
      grounded: false,
      sentences: [
        { start: 0, end: 19, support: 1, supported: true },
        { start: 20, end: 38, support: 0, supported: false },
      ],
    });
  });

  it('holds a sentence against its own passage, not against the others', () => {
    const answer = 'The fee is due in May [1]. The yearly fee is due in May [2].';
    const { sentences } = groundingOf(answer, [
      { answerStart: 22, text: 'Parking is free.' },
      { answerStart: 56, text: FEE },
    ]);
    expect(sentences.map(({ supported }) => supported)).toEqual([false, true]);
  });

  it('asks nothing of a sentence that claims nothing', () => {
    expect(groundingOf('Yes. The fee is 4 % [1].', [{ answerStart: 20, text: FEE }]).grounded).toBe(true);
  });
});

describe(doubtsIn.name, () => {
  const TERM = 'Contracts run for two years.';
  const answer = 'The fee is 4 % [1]. Penguins eat fish [2]. Whales sing songs.';
  // [1] begins at 15, [2] at 38.
  const cited = [
    { answerStart: 15, text: FEE },
    { answerStart: 38, text: TERM },
  ];

  it('names the sentences without support, with the passages they cite or, without a marker, all', () => {
    expect(doubtsIn(answer, cited)).toEqual([
      { sentence: 1, text: 'Penguins eat fish .', passages: [TERM] },
      { sentence: 2, text: 'Whales sing songs.', passages: [FEE, TERM] },
    ]);
  });

  it('has none without anything cited', () => {
    expect(doubtsIn(answer, [])).toEqual([]);
  });
});

describe(judged.name, () => {
  const grounding = groundingOf('The fee is 4 % [1]. Penguins eat fish.', [{ answerStart: 15, text: FEE }]);

  it.each([
    ['supported', true, true],
    ['unsupported', false, false],
  ])('takes a sentence for %s where the model says so', (_, verdict, grounded) => {
    const result = judged(grounding, new Map([[1, verdict]]));
    expect(result.grounded).toBe(grounded);
    expect(result.sentences).toMatchObject([{ supported: true }, { supported: verdict, support: 0, byModel: true }]);
    expect(result.sentences[0]).not.toHaveProperty('byModel');
  });

  it('changes nothing without a verdict', () => {
    expect(judged(grounding, new Map())).toEqual(grounding);
  });
});
