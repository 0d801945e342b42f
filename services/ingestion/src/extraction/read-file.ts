import { readFile } from 'node:fs/promises';
import { MEDIA_TYPES } from '../uploads/media-type.js';
import { decodeText } from './decode-text.js';
import { readCsv } from './csv-text.js';
import { readDocx } from './docx-text.js';
import { readHtmlPage } from './html-page.js';
import { readPdf, type PageDesk, type PdfAssets } from './pdf-text.js';
import { readPresentation } from './presentation-text.js';
import { readMarkdown, readPlainText } from './plain-text.js';
import type { ReadText } from './text-builder.js';
import { readWorkbook } from './workbook-text.js';

/** Bounds that the reader itself keeps; time and memory are kept from outside. */
export interface ReadLimits {
  readonly maxPages: number;
  readonly maxInflatedBytes: number;
}

/**
 * The text of a file of any format we take. There may be no letter or digit in it.
 *
 * @throws {Unreadable} with the reason.
 */
export async function readDocument(
  filePath: string,
  mediaType: string,
  limits: ReadLimits,
  assets: PdfAssets,
  desk: PageDesk,
): Promise<ReadText> {
  switch (mediaType) {
    case MEDIA_TYPES.pdf:
      return readPdf(filePath, assets, limits.maxPages, desk);
    case MEDIA_TYPES.docx:
      return readDocx(filePath, limits.maxInflatedBytes);
    case MEDIA_TYPES.xlsx:
      return readWorkbook(filePath, limits.maxInflatedBytes);
    case MEDIA_TYPES.pptx:
      return readPresentation(filePath, limits);
    case MEDIA_TYPES.html:
      return readHtmlPage(await readFile(filePath));
    case MEDIA_TYPES.csv:
      return readCsv(decodeText(await readFile(filePath)));
    case MEDIA_TYPES.markdown:
      return readMarkdown(decodeText(await readFile(filePath)));
    default:
      return readPlainText(decodeText(await readFile(filePath)));
  }
}
