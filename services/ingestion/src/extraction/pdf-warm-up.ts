import { PDFParse } from 'pdf-parse';
import type { PdfAssets } from './pdf-text.js';

/** A PDF of one page with one word, in a font that is not embedded. Its reader finds the objects without a table. */
const ONE_WORD = `%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R
 /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj
4 0 obj <</Length 32>> stream
BT /F1 12 Tf 9 9 Td (Warm) Tj ET
endstream endobj
trailer <</Root 1 0 R>>
%%EOF
`;

/** Loads what pdf.js only loads with its first document, half a second's worth, before that document is there. */
export async function warmUpPdf(assets: PdfAssets): Promise<string> {
  const parser = new PDFParse({
    data: new Uint8Array(Buffer.from(ONE_WORD)),
    cMapUrl: assets.cMapUrl,
    cMapPacked: true,
    standardFontDataUrl: assets.standardFontDataUrl,
    verbosity: 0,
  });
  try {
    return (await parser.getText({ pageJoiner: '' })).text.trim();
  } finally {
    await parser.destroy();
  }
}
