import { Document, HeadingLevel, Packer, Paragraph } from 'docx';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

/** A PDF with one paragraph a page. @param userPassword needed to open it, if set. */
export async function pdfOf(pages: readonly string[], userPassword?: string): Promise<Buffer> {
  const pdf = new PDFDocument({ autoFirstPage: false, ...(userPassword ? { userPassword } : {}) });
  const whole = buffer(pdf);
  for (const text of pages) pdf.addPage().fontSize(12).text(text);
  pdf.end();
  return whole;
}

/** A PDF as a scanner makes it: a picture on its page and no letter. */
export async function pdfWithoutText(): Promise<Buffer> {
  const pdf = new PDFDocument();
  const whole = buffer(pdf);
  pdf.rect(72, 72, 200, 300).fill('#888888');
  pdf.end();
  return whole;
}

/** A page of a scan: words as text, or a picture with what its author says is to be seen on it; neither: a blank page. */
export interface ScanPage {
  readonly text?: string;
  readonly picture?: string;
}

/** A tagged PDF of pages with text and pages with a picture. Local Azure's text recognition reads the pictures' alternative texts. */
export async function scanOf(pages: readonly ScanPage[]): Promise<Buffer> {
  const pdf = new PDFDocument({ autoFirstPage: false, tagged: true, pdfVersion: '1.5' });
  const whole = buffer(pdf);
  for (const { text, picture } of pages) {
    pdf.addPage();
    if (text !== undefined) pdf.addStructure(pdf.struct('P', {}, () => pdf.text(text)));
    if (picture !== undefined)
      pdf.addStructure(pdf.struct('Figure', { alt: picture }, () => pdf.rect(72, 300, 200, 100).fill('#888888')));
  }
  pdf.end();
  return whole;
}

/** A DOCX of headings with one paragraph under each. */
export async function docxOf(sections: Readonly<Record<string, string>>): Promise<Buffer> {
  const children = Object.entries(sections).flatMap(([heading, text]) => [
    new Paragraph({ text: heading, heading: HeadingLevel.HEADING_1 }),
    new Paragraph({ text }),
  ]);
  return Packer.toBuffer(new Document({ sections: [{ children }] }));
}

/** Text as Windows' Notepad writes "Unicode": UTF-16, little-endian, with its mark. */
export const utf16Of = (lines: readonly string[]): Buffer => Buffer.from(`\uFEFF${lines.join('\r\n')}`, 'utf16le');
