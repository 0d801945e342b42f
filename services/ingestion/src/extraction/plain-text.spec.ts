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

  it('knows headings by the line under them', () => {
    expect(parts('Handbook\n========\n\nIntro.\n\nThe yearly\nleave\n---\ndays')).toEqual([
      ['Handbook', 'Handbook\n========\n\nIntro.'],
      ['Handbook > The yearly leave', 'The yearly\nleave\n---\ndays'],
    ]);
  });

  it.each([
    ['a line between paragraphs', '# A\n\none\n\n---\n\ntwo'],
    ['a line under a list', '# A\n\n- one\n  more\n---\ntwo'],
    ['a line under a quotation', '# A\n\n> one\n---\ntwo'],
    ['the rule of a table', '# A\n\n| one | two |\n| --- | --- |\n| 1 | 2 |'],
    ['a line in code', '# A\n\n```\none\n---\n```\ntwo'],
  ])('takes no heading from %s', (_, markdown) => {
    expect(parts(markdown)).toEqual([['A', markdown]]);
  });

  it('takes no heading from code', () => {
    expect(parts('# A\n```\n# no heading\n```\nend')).toEqual([['A', '# A\n```\n# no heading\n```\nend']]);
  });

  it('needs a blank after the number signs', () => {
    expect(parts('#tag\nmore')).toEqual([[null, '#tag\nmore']]);
  });
});
