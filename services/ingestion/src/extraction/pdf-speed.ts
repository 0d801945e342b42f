import { registerHooks } from 'node:module';

/** A piece of pdf.js's source, which is there once, and what stands in its place. */
interface SpeedUp {
  readonly name: string;
  /** File of `pdfjs-dist/legacy/build`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/**
 * Where pdf.js spends its time on text without need. Half of a page's time went into the first one: it multiplies
 * matrices of three shapes in one function that V8 therefore cannot make fast, four times a character.
 */
export const SPEED_UPS: readonly SpeedUp[] = [
  {
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
    name: 'a page of text in one message',
    file: 'pdf.worker.mjs',
    find: 'const TEXT_CHUNK_BATCH_SIZE = 10;',
    put: 'const TEXT_CHUNK_BATCH_SIZE = 1000;',
  },
  {
    // Its sender lets go of the items; what it keeps is the object around them.
    name: 'text handed over inside the process as it is, not cloned',
    file: 'pdf.mjs',
    find: `data: structuredClone(obj, transfer ? {
        transfer
      } : null)`,
    put: `data: Array.isArray(obj.chunk?.items) ? { ...obj, chunk: { ...obj.chunk } } : structuredClone(obj, transfer ? {
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

const PDF_JS = /\/pdfjs-dist\/legacy\/build\/([^/]+)$/;

/** The source of one file with what is known to be slow replaced; a piece that another version does not have stays as it is. */
export const spedUp = (file: string, source: string): string =>
  SPEED_UPS.filter((one) => one.file === file).reduce((text, { find, put }) => text.replace(find, () => put), source);

/**
 * Makes pdf.js read text faster when it is loaded after this in this process. Nothing on disk is changed, the text is
 * the same, and without it everything works, at half the speed.
 */
export function speedUpPdf(): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const file = PDF_JS.exec(url)?.[1];
      if (!file || loaded.source === undefined || loaded.source === null) return loaded;
      return { ...loaded, source: spedUp(file, textOf(loaded.source)) };
    },
  });
}

const textOf = (source: string | ArrayBufferLike | NodeJS.TypedArray): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(new Uint8Array(bytesOf(source)));

const bytesOf = (source: ArrayBufferLike | NodeJS.TypedArray): ArrayBufferLike =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice().buffer
    : source;
