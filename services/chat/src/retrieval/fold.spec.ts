import { passage } from '../../test/support/passages.js';
import { folded } from './fold.js';

const TEXT = 'The fee is 4 %. It is due in May. Parking is free.';
const part = (start: number, end: number, ordinal: number, page = 1) =>
  passage({ text: TEXT.slice(start, end), start, ordinal, page });

describe(folded.name, () => {
  it('joins a passage with the one that continues it, overlap taken once', () => {
    const [joined, ...rest] = folded([part(16, 50, 1), part(0, 33, 0)]);

    expect(rest).toEqual([]);
    expect(joined).toMatchObject({ text: TEXT, start: 0, end: 50 });
  });

  it('joins three in a row', () => {
    expect(folded([part(0, 20, 0), part(16, 40, 1), part(34, 50, 2)])[0]).toMatchObject({
      text: TEXT,
      start: 0,
      end: 50,
    });
  });

  it.each([
    ['with a gap between them', [part(0, 15, 0), part(16, 33, 1)]],
    ['on different pages', [part(0, 20, 0), part(16, 33, 1, 2)]],
    ['that are no neighbours', [part(0, 20, 0), part(16, 33, 2)]],
    ['of different versions', [part(0, 20, 0), { ...part(16, 33, 1), version: 2 }]],
    ['of different documents', [part(0, 20, 0), { ...part(16, 33, 1), documentId: 'document-2' }]],
  ])('leaves passages alone %s', (_, passages) => {
    expect(folded(passages)).toEqual(passages);
  });

  it('drops a passage that repeats a better one, whatever its white space', () => {
    const first = passage({ text: 'The fee  is\n4 %.' });
    expect(folded([first, passage({ text: 'the fee is 4 %.', documentId: 'document-2' })])).toEqual([first]);
  });

  it('drops a near copy: other signs, bullets, line breaks, hyphens and ligatures', () => {
    const first = passage({ text: 'Plans: the “benefit office” files each payment, once a year. Fees are 4 %.' });
    const copy = passage({
      text: '• The beneﬁt office ﬁles each pay-\nment\n• once a year. Fees are 4%',
      documentId: 'document-2',
    });
    expect(folded([first, copy])).toEqual([first]);
    const chinese = passage({ text: '年费是四元，每年支付一次。' });
    expect(folded([chinese, passage({ text: '年费是四元\n每年支付一次', documentId: 'document-2' })])).toEqual([
      chinese,
    ]);
  });

  it.each([
    ['a word more', 'Eye care is not covered by the plan.'],
    ['another figure', 'Eye care is covered by the plan 2.'],
    ['the same words the other way round', 'The plan is covered by eye care.'],
    ['a word that only begins like one of it', 'Eye care is covered by the plane.'],
    ['another currency', 'Eye care is covered by the plan: 5 €.'],
  ])('keeps a near copy with %s', (_, text) => {
    const first = passage({ text: 'Eye care is covered by the plan. It pays 5 $.' });
    expect(folded([first, passage({ text, documentId: 'document-2' })])).toHaveLength(2);
  });

  it('keeps passages that differ in one word', () => {
    const two = [
      passage({ text: 'Plus covers 500.' }),
      passage({ text: 'Standard covers 500.', documentId: 'document-2' }),
    ];
    expect(folded(two)).toEqual(two);
  });

  it('keeps the lines of both when it joins', () => {
    const [joined] = folded([
      { ...part(0, 20, 0), lines: [1, 3] },
      { ...part(16, 50, 1), lines: [3, 9] },
    ]);
    expect(joined?.lines).toEqual([1, 9]);
  });
});
