import { highlight, nearby, reflow } from './quote.js';

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

  it('keeps a heading on its own line: 9 of 33 characters are less than 0.6 of the longest line', () => {
    expect(reflow('Emergency\nEmergency room services are a type\nof service that is provided when')).toBe(
      'Emergency\nEmergency room services are a type of service that is provided when',
    );
  });

  it('goes on with a sentence whose line was short', () => {
    expect(reflow('Both plans\ncover preventive care and much more besides')).toBe(
      'Both plans cover preventive care and much more besides',
    );
  });

  it('leaves a single line as it is', () => {
    expect(reflow('One line.')).toBe('One line.');
    expect(reflow('')).toBe('');
  });
});

describe(nearby.name, () => {
  it('leaves a short context whole', () => {
    const whole = { before: 'a ', quote: 'b', after: ' c' };
    expect(nearby(whole)).toEqual(whole);
  });

  it('cuts a long one at blanks, near the quote', () => {
    // "word " is 5 characters: 160 before begin inside word 168 of 200, so 32 words less the cut one remain: 31.
    const { before, after } = nearby({ before: 'word '.repeat(200), quote: 'q', after: ' word'.repeat(200) });
    expect(before).toBe(`… ${'word '.repeat(31)}`);
    // 260 characters after are 52 words of 5, the blank at 260 included as the cut.
    expect(after).toBe(`${' word'.repeat(52)} …`);
  });
});
