import fc from 'fast-check';
import { readMarkdown, readPlainText } from '../extraction/plain-text.js';
import { TextBuilder } from '../extraction/text-builder.js';
import { chunkText } from './chunk-text.js';
import { countTokens } from './count-tokens.js';

/** "word word word": one token a word, by cl100k_base. */
const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');

describe(chunkText.name, () => {
  it('leaves a short text whole, with its lines', async () => {
    expect(await chunkText(readPlainText('\n\none\ntwo\n'))).toEqual([
      { start: 2, end: 9, content: 'one\ntwo', page: null, heading: null, lineStart: 3, lineEnd: 4 },
    ]);
  });

  it('makes nothing of nothing', async () => {
    expect(await chunkText(readPlainText(' \n '))).toEqual([]);
  });

  it('never spans two pages', async () => {
    const builder = new TextBuilder();
    builder.add('First page.', { page: 1 });
    builder.add('', { page: 2 });
    builder.add('Third page.', { page: 3 });

    const chunks = await chunkText(builder.finish(3, false));

    expect(chunks.map(({ page, content, start }) => [page, content, start])).toEqual([
      [1, 'First page.', 0],
      [3, 'Third page.', 13], // 11 letters and an empty line
    ]);
  });

  it('cuts a long text into chunks of at most 512 tokens', async () => {
    const chunks = await chunkText(readPlainText(words(1_200)));

    expect(chunks).toHaveLength(3); // 512, and 448 new ones beside the 64 repeated, twice: 1,408
    for (const { content } of chunks) expect(countTokens(content)).toBeLessThanOrEqual(512);
  });

  it('repeats the end of a chunk at the head of the next, at most 64 tokens of it', async () => {
    const text = Array.from({ length: 400 }, (_, i) => `Rule ${i} says so.`).join(' ');
    const chunks = await chunkText(readPlainText(text));

    expect(chunks.length).toBeGreaterThan(3);
    for (const [i, { start }] of chunks.entries()) {
      const before = chunks[i - 1];
      if (!before) continue;
      const repeated = text.slice(start, before.end);
      expect(repeated).toMatch(/^Rule \d+ says so\./);
      expect(countTokens(repeated)).toBeLessThanOrEqual(64);
    }
  });

  it('cuts behind a sentence, whose full stop stays with it', async () => {
    const sentence = `${words(99)}. `; // 100 tokens and the blank
    const chunks = await chunkText(readPlainText(sentence.repeat(8)));

    expect(chunks.length).toBeGreaterThan(1);
    for (const { content } of chunks) {
      expect(content.startsWith('word')).toBe(true);
      expect(content.endsWith('.')).toBe(true);
    }
  });

  it.each([
    ['an unbroken run of letters', 'x'.repeat(9_000)],
    ['Chinese without a blank', '保险计划涵盖牙科护理费用'.repeat(300)],
    ['pictures outside the basic plane', '\u{1F600}'.repeat(2_000)],
    ['the same line again and again', 'ha ha\n'.repeat(3_000)],
  ])('keeps every character and half of none: %s', async (_, text) => {
    const read = readPlainText(text);
    const chunks = await chunkText(read);

    let covered = 0;
    for (const { start, end, content } of chunks) {
      expect(content).toBe(read.text.slice(start, end));
      expect(content).not.toMatch(/\p{Surrogate}/u);
      expect(countTokens(content)).toBeLessThanOrEqual(512);
      expect(read.text.slice(covered, Math.max(covered, start)).trim()).toBe('');
      covered = end;
    }
    expect(read.text.slice(covered).trim()).toBe('');
  });

  it('points at the text, for any text', async () => {
    const piece = fc.oneof(
      fc.constantFrom('. ', '\n', '\n\n', '。', ' ', '# Head\n', '\u{1F600}', 'ﬁ', 'é'),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 400 }), async (pieces) => {
        const read = readMarkdown(pieces.join(''));
        let covered = 0;
        for (const { start, end, content } of await chunkText(read)) {
          expect(content).toBe(read.text.slice(start, end));
          expect(content.trim()).not.toBe('');
          expect(read.text.slice(covered, Math.max(covered, start)).trim()).toBe('');
          covered = Math.max(covered, end);
        }
        expect(read.text.slice(covered).trim()).toBe('');
      }),
      { numRuns: 60 },
    );
  });
});

describe(countTokens.name, () => {
  it.each([
    ['', 0],
    ['word', 1],
    ['word word word', 3],
    // Not the command of that name: < | endo ft ext | >
    ['<|endoftext|>', 7],
  ])('counts %p as %i', (text, tokens) => {
    expect(countTokens(text)).toBe(tokens);
  });

  it('never cuts a character in two where its slices meet', () => {
    // 999 letters and a pair: a cut at 1,000 units would fall into the pair, and each half would count as broken bytes.
    expect(countTokens(`${'a'.repeat(999)}\u{1F600}`)).toBe(countTokens('a'.repeat(999)) + countTokens('\u{1F600}'));
  });
});
