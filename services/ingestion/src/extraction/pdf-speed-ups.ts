/** A piece of pdf.js's source, which is there once, and what stands in its place. */
export interface SpeedUp {
  readonly name: string;
  /** File of `pdfjs-dist/legacy/build`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** Pieces of text in a message: more than a page of prose has, few enough to be spread over a call's arguments. */
const PIECES_A_MESSAGE = 1_000;

/** Where pdf.js spends its time on text without need: half of it at the first, a quarter of the rest at the second. */
export const SPEED_UPS: readonly SpeedUp[] = [
  {
    // It multiplies matrices of three shapes in one function that V8 therefore cannot make fast, four times a character.
    name: 'the place of a character, in one step',
    file: 'pdf.worker.mjs',
    find: 'return Util.transform(textState.ctm, Util.transform(textState.textMatrix, tsm));',
    put: `const ctm = textState.ctm, tm = textState.textMatrix;
      const [x0, , , y0, , rise] = tsm;
      const a = tm[0] * x0, b = tm[1] * x0, c = tm[2] * y0, d = tm[3] * y0;
      const e = tm[2] * rise + tm[4], f = tm[3] * rise + tm[5];
      const c0 = ctm[0], c1 = ctm[1], c2 = ctm[2], c3 = ctm[3];
      return [c0 * a + c2 * b, c1 * a + c3 * b, c0 * c + c2 * d, c1 * c + c3 * d,
        c0 * e + c2 * f + ctm[4], c1 * e + c3 * f + ctm[5]];`,
  },
  {
    // With its parent as its prototype, every saved state is a kind of object of its own to V8, and whoever reads a field
    // of it, once a character, has to look it up. While a state is on top, those below do not change.
    name: 'saved text states that are all of one kind',
    file: 'pdf.worker.mjs',
    find: `const clone = Object.create(this);
    clone.textMatrix = this.textMatrix.slice();`,
    put: `const clone = Object.assign(Object.create(TextState.prototype), this);
    clone.textMatrix = this.textMatrix.slice();`,
  },
  {
    // To join an array of some characters takes longer than to read them.
    name: 'strings, names and hexadecimal put together as they are read',
    file: 'pdf.worker.mjs',
    find: `class Lexer {
  constructor(stream, knownCommands = null) {
    this.stream = stream;
    this.nextChar();
    this.strBuf = [];`,
    put: `class TokenText {
  text = "";
  get length() { return this.text.length; }
  set length(none) { this.text = ""; }
  push(one, two) { this.text += two === undefined ? one : one + two; }
  join() { return this.text; }
}
class Lexer {
  constructor(stream, knownCommands = null) {
    this.stream = stream;
    this.nextChar();
    this.strBuf = new TokenText();`,
  },
  {
    // Hardly any string of a text comes twice; to look for it takes longer than to read it, and all are kept.
    name: 'characters of one byte read without a store of strings',
    file: 'pdf.worker.mjs',
    find: `    let glyphs = this._charsCache[chars];
    if (glyphs) {`,
    put: `    if (!this.cMap) {
      const read = new Array(chars.length);
      for (let i = 0; i < chars.length; i++) {
        const charcode = chars.charCodeAt(i);
        read[i] = this._charToGlyph(charcode, charcode === 0x20);
      }
      return read;
    }
    let glyphs = this._charsCache[chars];
    if (glyphs) {`,
  },
  {
    name: 'a string between two kernings taken as it is',
    file: 'pdf.worker.mjs',
    find: `} else if (typeof item === "number" && item !== 0) {
                const str = showSpacedTextBuffer.join("");`,
    put: `} else if (typeof item === "number" && item !== 0) {
                const str = showSpacedTextBuffer.length === 1 ? showSpacedTextBuffer[0] : showSpacedTextBuffer.join("");`,
  },
  {
    // Word and pdfkit choose the font anew for each line or run, and each time everything else would wait for it.
    name: 'a font that this content has used, chosen without waiting',
    file: 'pdf.worker.mjs',
    find: `            next(handleSetFont(fontNameArg, null));
            return;`,
    put: `            const state = textState, used = (handleSetFont.used ??= new Map()), font = used.get(fontNameArg);
            if (font) {
              state.loadedName = font.loadedName;
              state.font = font.font;
              state.fontMatrix = font.fontMatrix;
              break;
            }
            next(handleSetFont(fontNameArg, null).then(() => {
              const { loadedName, font, fontMatrix } = state;
              used.set(fontNameArg, { loadedName, font, fontMatrix });
            }));
            return;`,
  },
  {
    name: 'a page of text in one message',
    file: 'pdf.worker.mjs',
    find: 'const TEXT_CHUNK_BATCH_SIZE = 10;',
    put: `const TEXT_CHUNK_BATCH_SIZE = ${PIECES_A_MESSAGE};`,
  },
  {
    // With less room than a message takes, the sender stops after every single command to wait for room.
    name: 'room for the whole message at whoever receives it',
    file: 'pdf.mjs',
    find: 'const TEXT_CONTENT_CHUNK_SIZE = 100;',
    put: `const TEXT_CONTENT_CHUNK_SIZE = ${PIECES_A_MESSAGE};`,
  },
  {
    // Its sender makes each of them anew and lets go of the items; what it keeps is the object around them.
    name: 'text handed over inside the process as it is, not cloned',
    file: 'pdf.mjs',
    find: `data: structuredClone(obj, transfer ? {
        transfer
      } : null)`,
    put: `data: obj.stream && !obj.reason && !transfer && (obj.chunk === undefined || Array.isArray(obj.chunk.items)) ? {
        ...obj, chunk: obj.chunk && { ...obj.chunk }
      } : structuredClone(obj, transfer ? {
        transfer
      } : null)`,
  },
  {
    // One page after the other walks past all pages before it. Here what is known of them is added up once.
    name: 'a page found without counting those before it again',
    file: 'pdf.worker.mjs',
    find: `for (let last = kids.length - 1; last >= 0; last--) {
        const lastKid = kids[last];
        nodesToVisit.push(lastKid);
        if (currentNode`,
    put: `const sums = (this.knownKids ??= new WeakMap()).get(kids) ?? [];
      this.knownKids.set(kids, sums);
      for (let at = sums.length; at < kids.length && kids[at] instanceof Ref; at++) {
        const known = pageKidsCountCache.get(kids[at]);
        if (!(known >= 0)) break;
        sums.push((sums[at - 1] ?? 0) + known);
      }
      let past = 0;
      for (let high = sums.length; past < high;) {
        const middle = (past + high) >> 1;
        if (currentPageIndex + sums[middle] <= pageIndex) past = middle + 1;
        else high = middle;
      }
      if (past > 0) currentPageIndex += sums[past - 1];
      const isNew = currentNode === this.toplevelPagesDict && sums.length === 0;
      for (let last = kids.length - 1; last >= past; last--) {
        const lastKid = kids[last];
        nodesToVisit.push(lastKid);
        if (isNew && currentNode`,
  },
];
