import { fillIn } from './fill-in.js';
import { TextBuilder } from './text-builder.js';

describe(fillIn.name, () => {
  const read = (() => {
    const builder = new TextBuilder();
    builder.add('First.', { page: 1 });
    builder.add('***', { page: 3 });
    builder.add('Fourth.', { page: 4 });
    return builder.finish(5, false);
  })();
  const pagesOf = ({ text, sections }: typeof read) =>
    sections.map(({ start, end, page }) => [page, text.slice(start, end)]);

  it('puts pages in their places, instead of marks that are no words', () => {
    const filled = fillIn(read, [
      { page: 2, text: 'Second ﬁeld.' },
      { page: 3, text: 'Third.' },
      { page: 5, text: 'Fifth.' },
    ]);

    expect(pagesOf(filled)).toEqual([
      [1, 'First.'],
      [2, 'Second field.'], // one form for one text, as everywhere
      [3, 'Third.'],
      [4, 'Fourth.'],
      [5, 'Fifth.'],
    ]);
    expect(filled.pages).toBe(5);
  });

  it('leaves what was read where nothing is recognised', () => {
    expect(
      fillIn(read, [
        { page: 3, text: '- -' },
        { page: 5, text: '' },
      ]),
    ).toEqual(read);
  });
});
