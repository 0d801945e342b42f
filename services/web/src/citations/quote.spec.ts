import { highlight, reflow } from './quote.js';

describe(highlight.name, () => {
  it('cuts the passage at the quote, letter for letter', () => {
    expect(highlight('The plan covers dental care. It starts in May.', 'covers dental care')).toEqual({
      before: 'The plan ',
      quote: 'covers dental care',
      after: '. It starts in May.',
    });
  });

  it('sets white space, case and typographic marks aside', () => {
    expect(highlight('He said:\n  “Thirty\n  days” at most', 'said: "thirty days"')).toEqual({
      before: 'He ',
      quote: 'said:\n  “Thirty\n  days”',
      after: ' at most',
    });
  });

  it('highlights nothing when the words are not there', () => {
    expect(highlight('The plan covers dental care.', 'covers vision care')).toBeNull();
    expect(highlight('The plan', '  ')).toBeNull();
    expect(highlight('', 'x')).toBeNull();
  });
});

describe(reflow.name, () => {
  it('joins the lines of a paragraph and keeps paragraphs and lists apart', () => {
    expect(reflow('Both plans\ncover care.\n\nThey differ:\n• in drugs\n  and doses\n2. in cost')).toBe(
      'Both plans cover care.\n\nThey differ:\n• in drugs and doses\n2. in cost',
    );
  });

  it('leaves a single line as it is', () => {
    expect(reflow('One line.')).toBe('One line.');
    expect(reflow('')).toBe('');
  });
});
