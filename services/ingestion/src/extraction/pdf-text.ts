import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { PDFParse } from 'pdf-parse';
import { TextBuilder, type ReadText } from './text-builder.js';
import { Unreadable } from './unreadable.js';

/** Pages read between two reports of progress. */
const WINDOW_PAGES = 8;

/** Folders of pdf.js that its reader needs: character maps for fonts that are named but not embedded, and stand-in fonts. */
export interface PdfAssets {
  readonly cMapUrl: string;
  readonly standardFontDataUrl: string;
}

/** Where pdf.js, which pdf-parse brings, has them. @param from a file of this program, as a URL. */
export function pdfAssets(from: string): PdfAssets {
  const require = createRequire(from);
  const beside = createRequire(require.resolve('pdf-parse'));
  const home = dirname(beside.resolve('pdfjs-dist/package.json'));
  return { cMapUrl: join(home, 'cmaps') + sep, standardFontDataUrl: join(home, 'standard_fonts') + sep };
}

/**
 * A PDF, page by page. Table rows stay lines. Annotations, attachments and scripts stay out.
 *
 * A document whose owner password forbids copying is read like any other: whoever uploaded it could open it.
 *
 * @throws {Unreadable}
 */
export async function readPdf(
  filePath: string,
  assets: PdfAssets,
  maxPages: number,
  onProgress: (part: number) => void,
): Promise<ReadText> {
  const parser = new PDFParse({
    data: new Uint8Array(await readFile(filePath)),
    cMapUrl: assets.cMapUrl,
    cMapPacked: true,
    standardFontDataUrl: assets.standardFontDataUrl,
    isEvalSupported: false,
    useSystemFonts: false,
    // Pictures are not read, so none has to be decoded.
    maxImageSize: 1,
    verbosity: 0,
  });
  try {
    const builder = new TextBuilder();
    let total = 1;
    for (let first = 1; first <= total; first += WINDOW_PAGES) {
      const window = await parser.getText({
        first,
        last: first + WINDOW_PAGES - 1,
        cellSeparator: ' ',
        pageJoiner: '',
      });
      total = window.total;
      if (total > maxPages) throw new Unreadable('document_too_long');
      for (const page of window.pages) builder.add(page.text, { page: page.num });
      onProgress(Math.min(1, (first + WINDOW_PAGES - 1) / total));
    }
    return builder.finish(total, false);
  } catch (error) {
    throw unreadable(error);
  } finally {
    await parser.destroy();
  }
}

function unreadable(error: unknown): unknown {
  if (error instanceof Unreadable || !(error instanceof Error)) return error;
  const isLocked = error.name === 'PasswordException' || /password/i.test(error.message);
  return new Unreadable(isLocked ? 'pdf_encrypted' : 'pdf_corrupt', { cause: error });
}
