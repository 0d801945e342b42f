import { readMarkdown } from './plain-text.js';

const parts = (markdown: string) => {
  const { text, sections } = readMarkdown(markdown);
  return sections.map(({ start, end, heading }) => [heading, text.slice(start, end)]);
};

describe(readMarkdown.name, () => {
  it('parts a text at its headings and keeps the path to each', () => {
    expect(parts('Intro.\n\n# A\n\none\n## B ##\ntwo\n# C\nthree')).toEqual([
      [null, 'Intro.'],
      ['A', '# A\n\none'],
      ['A > B', '## B ##\ntwo'],
      ['C', '# C\nthree'],
    ]);
  });

  it('lets a heading without a text go with what follows', () => {
    expect(parts('# A\n## B\n\ntext')).toEqual([['A > B', '# A\n## B\n\ntext']]);
  });

  it('takes no heading from code', () => {
    expect(parts('# A\n```\n# no heading\n```\nend')).toEqual([['A', '# A\n```\n# no heading\n```\nend']]);
  });

  it('needs a blank after the number signs', () => {
    expect(parts('#tag\nmore')).toEqual([[null, '#tag\nmore']]);
  });
});
