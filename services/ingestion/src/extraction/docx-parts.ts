import { Unreadable } from './unreadable.js';
import { storedZip, ZipArchive } from './zip-archive.js';

/** Parts that hold words, or say how they belong together. */
const NEEDED = /\.(xml|rels)$/i;
/** Parts that hold none: settings, themes, fonts, forms' data. The largest of them are larger than the text. */
const NOT_NEEDED =
  /(^|\/)(settings|webSettings|fontTable|theme\d*|people|commentsExtended|commentsIds)\.xml$|^(customXml|word\/(theme|media|embeddings|fonts|charts|diagrams|glossary))\//i;

/**
 * A Word document with nothing in it but what its text needs: no pictures, no settings, no looks.
 *
 * Its reader builds a tree of every XML element, three times over. Most elements of a real document only say how it
 * looks: an 11 MB part took 700 MB, and a third of that without them.
 *
 * @throws {Unreadable} `document_inflates_too_large` by what is declared and by what really comes out.
 */
export async function essentialDocx(filePath: string, maxInflatedBytes: number): Promise<Buffer> {
  const archive = await ZipArchive.open(filePath);
  try {
    const declared = archive.entries.reduce((sum, { inflatedBytes }) => sum + inflatedBytes, 0);
    if (declared > maxInflatedBytes) throw new Unreadable('document_inflates_too_large');
    const parts = new Map<string, Buffer>();
    let left = maxInflatedBytes;
    for (const entry of archive.entries) {
      if (!NEEDED.test(entry.name) || NOT_NEEDED.test(entry.name)) continue;
      const data = await archive.read(entry, left);
      left -= data.length;
      parts.set(entry.name, withoutLooks(data));
    }
    return storedZip(parts);
  } finally {
    await archive.close();
  }
}

/**
 * Elements that say how text looks or looked, in the order they must go: a record of a change holds what it changed.
 * Each holds no other of its own name once those before it are gone.
 */
const LOOKS = [
  'rPrChange',
  'pPrChange',
  'tblPrChange',
  'tcPrChange',
  'trPrChange',
  'sectPrChange',
  'rPr',
  'sectPr',
  'tblPr',
  'tblPrEx',
  'tblGrid',
  'trPr',
  'tcPr',
  'pBdr',
  'tabs',
];
/** Empty elements of the same kind. */
const MARKS = [
  'spacing',
  'ind',
  'jc',
  'contextualSpacing',
  'keepNext',
  'keepLines',
  'widowControl',
  'proofErr',
  'bookmarkStart',
  'bookmarkEnd',
  'lastRenderedPageBreak',
  'shd',
  'autoSpaceDE',
  'autoSpaceDN',
  'adjustRightInd',
  'snapToGrid',
  'textAlignment',
  'bidi',
];

const PATTERNS = [
  ...LOOKS.map((name) => new RegExp(`<w:${name}(?:\\s[^<>]*)?/>|<w:${name}(?:\\s[^<>]*)?>[^]*?</w:${name}>`, 'g')),
  new RegExp(`<w:(?:${MARKS.join('|')})(?:\\s[^<>]*)?/>`, 'g'),
  /<w:(pPr|r)><\/w:\1>/g,
  / w:rsid\w*="[0-9A-F]*"/g,
  / w14:(?:paraId|textId)="[0-9A-F]*"/g,
];

/** The same XML without them. Another prefix than Word's own leaves it as it is. */
export function withoutLooks(data: Buffer): Buffer {
  const isUtf16 = data[0] === 0xff || data[0] === 0xfe;
  if (isUtf16 || !data.includes('<w:')) return data;
  return Buffer.from(PATTERNS.reduce((xml, pattern) => xml.replace(pattern, ''), data.toString('utf8')));
}
