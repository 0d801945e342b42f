import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { SPEED_UPS } from './pdf-speed-ups.js';
import { spedUp } from './pdf-speed.js';

const beside = createRequire(createRequire(import.meta.url).resolve('pdf-parse'));
const sourceOf = (file: string): string => readFileSync(beside.resolve(`pdfjs-dist/legacy/build/${file}`), 'utf8');

const putFor = (name: string): string => SPEED_UPS.find((one) => one.name === name)?.put ?? '';

/** What a piece of source returns. */
const made = (body: string, given: Readonly<Record<string, unknown>> = {}): unknown =>
  (compileFunction(body, Object.keys(given)) as (...values: unknown[]) => unknown)(...Object.values(given));

describe(spedUp.name, () => {
  // Goes red when another version of pdf.js comes in, and the reading would silently be half as fast.
  it.each(SPEED_UPS)('finds its place in the pdf.js that is installed: $name', ({ file, find }) => {
    expect(sourceOf(file).split(find)).toHaveLength(2);
  });

  it('leaves a source it does not know as it is', () => {
    expect(spedUp('pdf.worker.mjs', 'export const other = 1;')).toBe('export const other = 1;');
  });

  it('gives the place of a character that two multiplied matrices give', () => {
    // (2 0 0 3 5 7) x (1 2 3 4 5 6) x (10 0 0 10 0 1): worked out by the rule of PDF 32000, 8.3.4.
    const body = putFor('the place of a character, in one step');
    const place = compileFunction(body, ['textState', 'tsm']) as (state: object, tsm: number[]) => number[];
    const state = { ctm: [2, 0, 0, 3, 5, 7], textMatrix: [1, 2, 3, 4, 5, 6] };

    // Inner: 1x10, 2x10, 3x10, 4x10, 3x1+5, 4x1+6 = 10 20 30 40 8 10; outer: 2x10, 3x20, 2x30, 3x40, 2x8+5, 3x10+7.
    expect(place(state, [10, 0, 0, 10, 0, 1])).toEqual([20, 60, 60, 120, 21, 37]);
  });

  it('keeps a saved state as it was, whatever is set in the one on top', () => {
    // As in the source: what was found stands in a method `clone`, and what follows it returns the clone.
    const TextState = made(
      `return class TextState {
        textMatrix = [1, 0, 0, 1, 5, 7];
        fontSize = 11;
        clone() { ${putFor('saved text states that are all of one kind')} return clone; }
      };`,
    ) as new () => { textMatrix: number[]; fontSize: number; clone(): InstanceType<typeof TextState> };
    const saved = new TextState();
    const top = saved.clone();
    top.textMatrix[4] = 99;
    top.fontSize = 8;

    expect(saved).toEqual({ textMatrix: [1, 0, 0, 1, 5, 7], fontSize: 11 });
    expect(top).toEqual({ textMatrix: [1, 0, 0, 1, 99, 7], fontSize: 8 });
    expect(Object.getPrototypeOf(top)).toBe(TextState.prototype);
  });

  it('puts the text of a token together piece by piece, and begins anew', () => {
    const [tokenText] = putFor('strings, names and hexadecimal put together as they are read').split('class Lexer');
    const text = made(`${tokenText} return new TokenText();`) as {
      length: number;
      push(...pieces: string[]): void;
      join(): string;
    };
    text.push('left');
    text.length = 0;
    text.push('#', 'Z');
    text.push('e');

    expect([text.join(), text.length]).toEqual(['#Ze', 3]);
  });

  it('reads each byte of a string as a character, and leaves fonts with a character map to pdf.js', () => {
    const body = putFor('characters of one byte read without a store of strings').split('let glyphs')[0] ?? '';
    const glyphsOf = compileFunction(body, ['chars']);
    const font = { cMap: null, _charToGlyph: (code: number, isSpace: boolean) => [code, isSpace] };

    expect(glyphsOf.call(font, 'A \u00ff') as unknown).toEqual([
      [0x41, false],
      [0x20, true],
      [0xff, false],
    ]);
    expect(glyphsOf.call({ ...font, cMap: {} }, 'A') as unknown).toBeUndefined();
  });

  it('waits for a font once in a content, and gives each its own', async () => {
    const waits: Promise<void>[] = [];
    const choose = made(
      `let textState;
      const handleSetFont = async (name) => Object.assign(textState, { loadedName: name, font: 'of ' + name, fontMatrix: [1] });
      const next = (promise) => waits.push(promise);
      return (state, fontNameArg) => {
        textState = state;
        switch (0) { case 0: ${putFor('a font that this content has used, chosen without waiting')} }
      };`,
      { waits },
    ) as (state: object, name: string) => void;
    for (const name of ['F1', 'F2']) {
      choose({}, name);
      await Promise.all(waits);
    }
    const later = [{}, {}];
    choose(later[0] ?? {}, 'F1');
    choose(later[1] ?? {}, 'F2');

    expect(waits).toHaveLength(2);
    expect(later).toEqual([
      { loadedName: 'F1', font: 'of F1', fontMatrix: [1] },
      { loadedName: 'F2', font: 'of F2', fontMatrix: [1] },
    ]);
  });
});
