import { readHtml } from './html-text.js';

const parts = (html: string) => {
  const { text, sections } = readHtml(html);
  return sections.map(({ start, end, heading }) => [heading, text.slice(start, end)]);
};

describe(readHtml.name, () => {
  it('keeps headings as a path', () => {
    expect(parts('<h1>A</h1><p>one</p><h2>B</h2><p>two</p><h1>C</h1><p>three</p>')).toEqual([
      ['A', 'A\none'],
      ['A > B', 'B\ntwo'],
      ['C', 'C\nthree'],
    ]);
  });

  it('keeps a table row by row, whatever its cells hold', () => {
    expect(
      parts(
        '<table><tr><th><p>Plan</p></th><th>Fee</th></tr><tr><td><p>Basic</p><p>old</p></td><td>12</td></tr></table>',
      ),
    ).toEqual([[null, 'Plan | Fee\nBasic old | 12']]);
  });

  it('marks list items, nested ones too', () => {
    expect(parts('<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>')).toEqual([[null, '- a\n- b\n- c']]);
  });

  it('drops the numbers of footnotes, which would pass for citations', () => {
    const html =
      '<p>Paid.<sup><a href="#footnote-1">[1]</a></sup></p><ol><li id="footnote-1"><p>Twice. <a href="#footnote-ref-1">↑</a></p></li></ol>';
    expect(parts(html)).toEqual([[null, 'Paid.\n- Twice.']]);
  });

  it('walks a text that is nested very deep', () => {
    expect(parts(`${'<div>'.repeat(20_000)}deep`)).toEqual([[null, 'deep']]);
  });
});
