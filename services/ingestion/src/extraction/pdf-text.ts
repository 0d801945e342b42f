import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { PDFParse } from 'pdf-parse';
import type { PageText } from '../ports/text-extractor.port.js';
import { WINDOW_PAGES, type PageWindow } from './page-share.js';
import { TextBuilder, type ReadText } from './text-builder.js';
import { Unreadable } from './unreadable.js';

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

/** Who says which pages of a long PDF are to be read here, when others may read along. */
export interface PageDesk {
  /** Undefined when all are read or being read. @param pages of the whole PDF. */
  next(pages: number): Promise<PageWindow | undefined>;
  /** What others read; complete once {@link next} said that there is no more. */
  others(): Promise<readonly PageText[]>;
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
  desk: PageDesk,
): Promise<ReadText> {
  const { total, pages } = await readPages(filePath, assets, maxPages, desk);
  const builder = new TextBuilder();
  for (const { page, text } of [...pages, ...(await desk.others())].sort((a, b) => a.page - b.page)) {
    builder.add(text, { page });
  }
  return builder.finish(total, false);
}

/**
 * Those pages of a PDF that fall to this reader. What a page says does not depend on who read the others.
 *
 * @throws {Unreadable}
 */
export async function readPages(
  filePath: string,
  assets: PdfAssets,
  maxPages: number,
  desk: Pick<PageDesk, 'next'>,
): Promise<{ total: number; pages: PageText[] }> {
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
    const pages: PageText[] = [];
    // No page is number 0: this only counts them.
    const { total } = await parser.getText({ partial: [0] });
    if (total > maxPages) throw new Unreadable('document_too_long');
    const next = total <= WINDOW_PAGES ? shortDesk(total) : () => desk.next(total);
    for (let window = await next(); window; window = await next()) {
      const read = await parser.getText({
        ...window,
        cellSeparator: ' ',
        pageJoiner: '',
        // Ours comes last: pdf.js would take an Arabic ligature apart before it turns the line round, and so twist it.
        disableNormalization: true,
      });
      for (const { num, text } of read.pages) pages.push({ page: num, text });
    }
    return { total, pages };
  } catch (error) {
    throw unreadable(error);
  } finally {
    await parser.destroy();
  }
}

/** A short PDF is read in one go, without asking. */
function shortDesk(total: number): () => PageWindow | undefined {
  let window: PageWindow | undefined = total > 0 ? { first: 1, last: total } : undefined;
  return () => {
    const all = window;
    window = undefined;
    return all;
  };
}

function unreadable(error: unknown): unknown {
  if (error instanceof Unreadable || !(error instanceof Error)) return error;
  const isLocked = error.name === 'PasswordException' || /password/i.test(error.message);
  return new Unreadable(isLocked ? 'pdf_encrypted' : 'pdf_corrupt', { cause: error });
}
