import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pagesWithoutText } from '../src/extraction/empty-pages.js';
import { readPresentation } from '../src/extraction/presentation-text.js';
import type { ReadText } from '../src/extraction/text-builder.js';
import { readWorkbook } from '../src/extraction/workbook-text.js';
import { packageOf, paragraph, presentationOf, shape, textRow, workbookOf } from './support/office.js';

const LIMITS = { maxPages: 10, maxInflatedBytes: 1_000_000 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundwork-office-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (bytes: Buffer): Promise<string> => {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
};
const workbook = async (bytes: Buffer, max = LIMITS.maxInflatedBytes): Promise<ReadText> =>
  readWorkbook(await file(bytes), max);
const presentation = async (bytes: Buffer, limits = LIMITS): Promise<ReadText> =>
  readPresentation(await file(bytes), limits);
const parts = ({ text, sections }: ReadText) =>
  sections.map(({ start, end, page, heading }) => [page, heading, text.slice(start, end)]);

describe(readWorkbook.name, () => {
  it('makes a section of each sheet and a line of each row, with the names of its columns', async () => {
    const read = await workbook(
      workbookOf([
        { name: 'Fees &amp; terms', rows: textRow(1, 'Plan', '', 'Fee') + textRow(2, 'Basic', '', 'twelve') },
        { name: 'Empty', rows: '' },
        { name: 'Contacts', rows: textRow(3, 'Ann') },
      ]),
    );

    expect(parts(read)).toEqual([
      [null, 'Fees & terms', 'Fees & terms\nPlan | Fee\nPlan: Basic | Fee: twelve'],
      [null, 'Contacts', 'Contacts\n\nAnn'],
    ]);
    expect(read.pages).toBeNull();
  });

  it('shows values as their formats do, and of a formula its last result', async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;EUR&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs></styleSheet>';
    const strings =
      '<sst><si><t>plain</t></si><si><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh><t>spoken</t></rPh></si></sst>';
    const cells = [
      '<c r="A1" t="s"><v>0</v></c>',
      '<c r="B1" t="s"><v>1</v></c>',
      '<c r="C1" s="1"><v>1234.5</v></c>',
      '<c r="D1" s="2"><v>0.125</v></c>',
      '<c r="E1" s="3"><v>46023</v></c>',
      '<c r="F1" t="b"><v>1</v></c>',
      '<c r="G1" t="str"><f>CONCAT("a";"b")</f><v>ab</v></c>',
      '<c r="H1"><f>0.1+0.2</f><v>0.30000000000000004</v></c>',
      '<c><v>7</v></c>',
      '<c r="AA1"><v>27</v></c>',
    ];
    const read = await workbook(
      workbookOf([{ name: 'S', rows: `<row r="1">${cells.join('')}</row>` }], {
        'xl/styles.xml': styles,
        'xl/sharedStrings.xml': strings,
      }),
    );

    // 46,023 days after 30 December 1899.
    expect(read.text).toBe('S\nplain | rich | 1,234.50 EUR | 12.50% | 2026-01-01 | TRUE | ab | 0.3 | 7 | 27');
  });

  it('counts dates from 1904 where the workbook does', async () => {
    const read = await workbook(
      workbookOf([{ name: 'S', rows: '<row><c s="0"><v>44561</v></c><c><v>1</v></c></row>' }], {
        'xl/workbook.xml':
          '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
        'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
      }),
    );
    // 44,561 days after 1 January 1904, and 1 day after it: both cells have the first style.
    expect(read.text).toBe('S\n2026-01-01 | 1904-01-02');
  });

  it('leaves hidden sheets out', async () => {
    const read = await workbook(
      workbookOf([
        { name: 'Seen', rows: textRow(1, 'seen') },
        { name: 'Hidden', rows: textRow(1, 'gone'), state: 'hidden' },
        { name: 'Deep', rows: textRow(1, 'gone'), state: 'veryHidden' },
      ]),
    );
    expect(read.text).toBe('Seen\nseen');
  });

  it('begins a new table behind an empty row', async () => {
    const rows =
      textRow(1, 'Fees of this year') +
      textRow(2, 'Plan', 'Fee') +
      textRow(3, 'Basic', '12') +
      textRow(5, 'Office', 'City') +
      textRow(6, 'North', 'Oslo');
    expect((await workbook(workbookOf([{ name: 'S', rows }]))).text.split('\n')).toEqual([
      'S',
      'Fees of this year',
      'Plan | Fee',
      'Plan: Basic | Fee: 12',
      '',
      'Office | City',
      'Office: North | City: Oslo',
    ]);
  });

  it.each([
    ['no archive', Buffer.from('hello'), 'xlsx_corrupt'],
    ['an archive without a workbook', packageOf({ 'xl/styles.xml': '<a/>' }), 'xlsx_corrupt'],
    ['XML that ends in the middle', workbookOf([{ name: 'S', rows: '<row><c>' }]), 'xlsx_corrupt'],
    ['a password', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'xlsx_encrypted'],
  ])('says what is wrong with %s', async (_, bytes, code) => {
    await expect(workbook(bytes)).rejects.toMatchObject({ code });
  });

  it.each([
    ['entities within entities', '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', '&b;'],
    ['a file of this machine', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', '&b;'],
  ])('follows no %s', async (_, doctype, use) => {
    const sheet = `${doctype}<worksheet><sheetData><row><c t="str"><v>${use}</v></c></row></sheetData></worksheet>`;
    const bytes = workbookOf([{ name: 'S', rows: '' }], { 'xl/worksheets/sheet1.xml': sheet });
    await expect(workbook(bytes)).rejects.toMatchObject({ code: 'xlsx_corrupt' });
  });

  it('takes no more out of the archive than is allowed', async () => {
    const bytes = workbookOf([{ name: 'S', rows: textRow(1, 'x'.repeat(5_000)) }]);
    await expect(workbook(bytes, 5_000)).rejects.toMatchObject({ code: 'document_inflates_too_large' });
  });

  it('reads nothing outside the archive', async () => {
    const read = workbook(
      workbookOf([{ name: 'S', rows: textRow(1, 'x') }], {
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>',
      }),
    );
    await expect(read).rejects.toMatchObject({ code: 'xlsx_corrupt' });
  });
});

describe(readPresentation.name, () => {
  const table = `<p:graphicFrame><a:tbl>${['Plan,Fee', 'Basic,12']
    .map(
      (row) =>
        `<a:tr>${row
          .split(',')
          .map((cell) => `<a:tc><a:txBody>${paragraph(cell)}</a:txBody></a:tc>`)
          .join('')}</a:tr>`,
    )
    .join('')}</a:tbl></p:graphicFrame>`;

  it('makes a page of each slide, its title the heading wherever it stands, with its notes', async () => {
    const read = await presentation(
      presentationOf([
        {
          title: 'Benefits',
          shapes: shape(paragraph('Two checks') + paragraph('a year'), 'body'),
          notes: 'Say it slowly.',
        },
        {},
        { shapes: shape('<a:p><a:r><a:t>No</a:t></a:r><a:br/><a:r><a:t>title</a:t></a:r></a:p>') + table },
      ]),
    );

    expect(parts(read)).toEqual([
      [1, 'Benefits', 'Benefits\nTwo checks\na year\n\nNotes: Say it slowly.'],
      [3, null, 'No title\nPlan | Fee\nBasic | 12'],
    ]);
    expect([read.pages, pagesWithoutText(read)]).toEqual([3, [2]]);
  });

  it('leaves hidden slides out, and does not say what stands for older programs twice', async () => {
    const twice = `<mc:AlternateContent><mc:Choice>${shape(paragraph('Once'))}</mc:Choice><mc:Fallback>${shape(paragraph('Once'))}</mc:Fallback></mc:AlternateContent>`;
    const read = await presentation(presentationOf([{ title: 'Secret', isHidden: true }, { shapes: twice }]));
    expect(parts(read)).toEqual([[2, null, 'Once']]);
  });

  it.each([
    ['no archive', Buffer.from('hello'), 'pptx_corrupt'],
    ['a slide that is not there', presentationOf([{}]).subarray(0, 0), 'pptx_corrupt'],
    ['a password', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'pptx_encrypted'],
    ['too many slides', presentationOf(Array.from({ length: 11 }, () => ({ title: 'x' }))), 'document_too_long'],
  ])('says what is wrong with %s', async (_, bytes, code) => {
    await expect(presentation(bytes)).rejects.toMatchObject({ code });
  });
});
