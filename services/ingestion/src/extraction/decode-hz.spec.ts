import { decodeHz } from './decode-hz.js';
import { decodeText } from './decode-text.js';

/** RFC 1843, section 2: its own example. */
const EXAMPLE = 'This sentence is in ASCII.\nThe next sentence is in GB.~{<:Ky2;S{#,NpJ)l6HK!#~}Bye.';

describe(decodeHz.name, () => {
  it("reads the standard's example", () => {
    expect(decodeText(Buffer.from(EXAMPLE))).toBe(
      'This sentence is in ASCII.\nThe next sentence is in GB.己所不欲，勿施於人。Bye.',
    );
  });

  it('takes a doubled tilde for one, and joins the lines that a tilde joins', () => {
    expect(decodeHz(Buffer.from('a~~b ~{<:Ky~} c~\nd'))).toBe('a~b 己所 cd');
  });

  it.each(['const path = ~{home}/x;', 'no tilde at all', 'x = ~{1};\n'])('leaves %j alone', (text) => {
    expect(decodeText(Buffer.from(text))).toBe(text);
  });

  it('is not for bytes of eight bits', () => {
    expect(decodeHz(Buffer.from('~{<:Ky~} é'))).toBeUndefined();
  });
});
