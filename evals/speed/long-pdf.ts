import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

/** Words of a plain page of prose, about what a report has. */
const WORDS_A_PAGE = 400;

const VOCABULARY = (
  'the annual report of each department covers revenue staff training travel policy insurance claims and safety in the ' +
  'second quarter managers review every contract before payment so that customers receive their orders on time with fewer ' +
  'errors while suppliers agree on price quality delivery and warranty for new equipment under local rules of the market'
).split(' ');

/**
 * A PDF of plain prose. Each page holds one word that is nowhere else: {@link marker}.
 * @param run makes the file's content new, so that it is not recognised as one that is there.
 */
export async function longPdf(pages: number, run: string): Promise<Buffer> {
  const pdf = new PDFDocument({ autoFirstPage: false });
  const whole = buffer(pdf);
  for (let page = 1; page <= pages; page++) {
    pdf
      .addPage()
      .fontSize(11)
      .text(`Page ${page} of report ${run}. The keyword of this page is ${marker(page, run)}.`);
    pdf.moveDown().text(prose(page));
  }
  pdf.end();
  return whole;
}

/** The word that only this page of this run holds. */
export const marker = (page: number, run: string): string => `${run}p${page}`;

/** Sentences of nine words, put together anew for each page by stepping through the vocabulary. */
function prose(page: number): string {
  const words = Array.from({ length: WORDS_A_PAGE }, (_, i) => {
    const word = VOCABULARY[(i * (page + 6) + page * 13) % VOCABULARY.length] ?? '';
    return i % 9 === 8 ? `${word}.` : word;
  });
  return words.join(' ');
}
