import {
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx';
import PDFDocument from 'pdfkit';

/** A PDF with one text a page; an empty text makes a page with a drawing and no words. */
export function pdfOf(pages: readonly string[], options: { userPassword?: string } = {}): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false, ...options });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const made = new Promise<Buffer>((resolve) => document.on('end', () => resolve(Buffer.concat(parts))));
  for (const text of pages) {
    document.addPage();
    if (text === '') document.rect(50, 50, 200, 100).fill('grey');
    else document.text(text);
  }
  document.end();
  return made;
}

/** A page of the web with a heading, a table and what nobody is to read. */
export const PRICES_HTML = `<!doctype html><title>Prices</title><script>alert('never')</script>
<h1>Prices</h1><h2>Parking</h2><table><tr><th>Place</th><th>Fee</th></tr><tr><td>Garage</td><td>12 euros</td></tr></table>`;

/** A Word document with headings, a list, a table and a footnote. */
export function handbookDocx(): Promise<Buffer> {
  const row = (...cells: string[]) =>
    new TableRow({ children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })) });
  return Packer.toBuffer(
    new Document({
      footnotes: { 1: { children: [new Paragraph('Counted from the first day at work.')] } },
      sections: [
        {
          children: [
            new Paragraph({ text: 'Benefits', heading: HeadingLevel.HEADING_1 }),
            new Paragraph({ text: 'Dental', heading: HeadingLevel.HEADING_2 }),
            new Paragraph({ children: [new TextRun('Two checks a year are paid.'), new FootnoteReferenceRun(1)] }),
            new Paragraph({ text: 'Cleaning', bullet: { level: 0 } }),
            new Paragraph({ text: 'Costs', heading: HeadingLevel.HEADING_2 }),
            new Table({ rows: [row('Plan', 'Fee'), row('Basic', '12 euros')] }),
          ],
        },
      ],
    }),
  );
}
