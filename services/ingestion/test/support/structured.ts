import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow } from 'docx';
import fc from 'fast-check';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { MEDIA_TYPES } from '../../src/uploads/media-type.js';
import { paragraph, presentationOf, shape, textRow, workbookOf } from './office.js';

/** A piece of a section. */
export type Block =
  | { readonly kind: 'paragraph'; readonly sentences: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** What stands under one heading. Every word of its body names the section: `w3x` is of section 3. */
export interface TestSection {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A document of sections, each of which may be longer than one chunk, in a form that every format can write. */
export const structuredDocument: fc.Arbitrary<TestSection[]> = fc
  .array(
    fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('paragraph' as const), lengths: lengths(4, 22, 30) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('table' as const), lengths: lengths(1, 6, 40) }) },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((sections) =>
    sections.map((blocks, section) => ({
      title: `Part ${WORDS[section]}`,
      blocks: blocks.map(({ kind, lengths: counts }) =>
        kind === 'paragraph'
          ? { kind, sentences: counts.map((words) => sentenceOf(section, words)) }
          : { kind, head: ['Name', 'Value'], rows: counts.map((words, row) => rowOf(section, row, words)) },
      ),
    })),
  );

/** Numbers of words, so many of them. */
function lengths(least: number, most: number, many: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: many });
}

const WORDS = ['Alder', 'Birch', 'Cedar', 'Dogwood'];
const sentenceOf = (section: number, words: number): string =>
  `W${section}x ${Array.from({ length: words }, () => `w${section}x`).join(' ')}.`;
const rowOf = (section: number, row: number, words: number): string[] => [
  `R${section}n${row}`,
  Array.from({ length: words }, () => `w${section}x`).join(' '),
];

/** A format: how it writes the document, and what its text tells of the sections. */
export interface TestFormat {
  readonly mediaType: string;
  readonly write: (sections: readonly TestSection[]) => Promise<Uint8Array> | Uint8Array;
  /** The heading of a section's chunks; undefined where the format has none, and so no borders of sections. */
  readonly headingOf?: (section: TestSection) => string | null;
}

const lines = (
  sections: readonly TestSection[],
  head: (title: string) => string,
  row: (cells: readonly string[]) => string,
) =>
  sections
    .flatMap(({ title, blocks }) => [
      head(title),
      ...blocks.map((block) =>
        block.kind === 'paragraph' ? block.sentences.join(' ') : [block.head, ...block.rows].map(row).join('\n'),
      ),
    ])
    .join('\n\n');
const bars = (cells: readonly string[]): string => cells.join(' | ');
const title = (section: TestSection): string => section.title;
/** Every row of a section, a sentence too, as rows of one column or two. */
const allRows = ({ blocks }: TestSection): (readonly string[])[] =>
  blocks.flatMap((block) =>
    block.kind === 'paragraph' ? block.sentences.map((sentence) => [sentence]) : [block.head, ...block.rows],
  );

/** Every format that is taken. */
export const FORMATS: Readonly<Record<string, TestFormat>> = {
  txt: { mediaType: MEDIA_TYPES.plain, write: (sections) => Buffer.from(lines(sections, (head) => head, bars)) },
  md: {
    mediaType: MEDIA_TYPES.markdown,
    write: (sections) =>
      Buffer.from(
        lines(
          sections,
          (head) => `# ${head}`,
          (cells) => `| ${bars(cells)} |`,
        ),
      ),
    headingOf: title,
  },
  html: {
    mediaType: MEDIA_TYPES.html,
    write: (sections) =>
      Buffer.from(
        `<!doctype html><body>${sections
          .map(
            (section) =>
              `<h1>${section.title}</h1>${section.blocks
                .map((block) =>
                  block.kind === 'paragraph'
                    ? `<p>${block.sentences.join(' ')}</p>`
                    : `<table>${[block.head, ...block.rows]
                        .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
                        .join('')}</table>`,
                )
                .join('')}`,
          )
          .join('')}</body>`,
      ),
    headingOf: title,
  },
  docx: {
    mediaType: MEDIA_TYPES.docx,
    write: (sections) =>
      Packer.toBuffer(
        new Document({
          sections: [
            {
              children: sections.flatMap((section) => [
                new Paragraph({ text: section.title, heading: HeadingLevel.HEADING_1 }),
                ...section.blocks.map((block) =>
                  block.kind === 'paragraph'
                    ? new Paragraph(block.sentences.join(' '))
                    : new Table({
                        rows: [block.head, ...block.rows].map(
                          (cells) =>
                            new TableRow({
                              children: cells.map((c) => new TableCell({ children: [new Paragraph(c)] })),
                            }),
                        ),
                      }),
                ),
              ]),
            },
          ],
        }),
      ),
    headingOf: title,
  },
  // A section begins on a page of its own, lines are wrapped at the margin, and a long section goes on overleaf.
  pdf: {
    mediaType: MEDIA_TYPES.pdf,
    write: (sections) => {
      const pdf = new PDFDocument({ autoFirstPage: false, size: 'A3' });
      const whole = buffer(pdf);
      for (const section of sections) {
        pdf.addPage().fontSize(9).text(section.title);
        for (const block of section.blocks) {
          if (block.kind === 'paragraph') pdf.moveDown().text(block.sentences.join(' '));
          else for (const cells of [block.head, ...block.rows]) pdf.text(cells.join('   '));
        }
      }
      pdf.end();
      return whole;
    },
    headingOf: () => null,
  },
  csv: {
    mediaType: MEDIA_TYPES.csv,
    write: (sections) =>
      Buffer.from(['Name,Value', ...sections.flatMap(allRows).map((cells) => cells.join(','))].join('\n')),
  },
  xlsx: {
    mediaType: MEDIA_TYPES.xlsx,
    write: (sections) =>
      workbookOf(
        sections.map((section) => ({
          name: section.title,
          rows: allRows(section)
            .map((cells, i) => textRow(i + 1, ...cells))
            .join(''),
        })),
      ),
    headingOf: title,
  },
  pptx: {
    mediaType: MEDIA_TYPES.pptx,
    write: (sections) =>
      presentationOf(
        sections.map((section) => ({
          title: section.title,
          shapes: shape(
            allRows(section)
              .map((cells) => paragraph(bars(cells)))
              .join(''),
          ),
        })),
      ),
    headingOf: title,
  },
};
