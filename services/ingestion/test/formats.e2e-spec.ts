import type { DocumentText } from '@shared/contracts';
import { setDocumentStage } from './support/documents.js';
import { handbookDocx, pdfOf, PRICES_HTML } from './support/files.js';
import { ALICE } from './support/ingestion.js';
import { paragraph, presentationOf, shape, textRow, workbookOf } from './support/office.js';

/** Files of every kind, each with the places that a citation can name. */
describe('formats', () => {
  const stage = setDocumentStage();
  const { taken, passagesOf } = stage;

  it('takes a PDF in, page by page', async () => {
    const upload = await stage.ingestion.upload(
      ALICE,
      'Rules.pdf',
      await pdfOf(['Lunch is at noon.', '', 'Parking costs nothing.']),
    );
    expect(upload.headers.get('location')).toBe(`/api/documents/${upload.body.id}`);
    expect(upload.body).toMatchObject({
      title: 'Rules',
      fileName: 'Rules.pdf',
      mediaType: 'application/pdf',
      status: 'queued',
      version: 1,
    });

    const document = await stage.ingestion.settled(ALICE, upload.body.id);
    expect(document).toMatchObject({ status: 'ready', progress: 1, failure: null, pages: 3, passages: 2 });

    const passages = await passagesOf(document.id);
    expect(passages.map(({ id, page, content }) => [id, page, content])).toEqual([
      [`${document.id}-1-0`, 1, 'Lunch is at noon.'],
      [`${document.id}-1-1`, 3, 'Parking costs nothing.'],
    ]);
    const { body } = await stage.ingestion.ask<DocumentText>(ALICE, 'GET', `/${document.id}/text`);
    for (const { start, end, content } of passages) expect(body.text.slice(start, end)).toBe(content);
  });

  it.each([
    [
      'a workbook',
      'Fees.xlsx',
      workbookOf([{ name: 'Parking', rows: textRow(1, 'Place', 'Fee') + textRow(2, 'Garage', '12 euros') }]),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      [['Parking', null, null, 'Parking\nPlace | Fee\nPlace: Garage | Fee: 12 euros']],
    ],
    [
      'a presentation',
      'Fees.pptx',
      presentationOf([{ title: 'Parking', shapes: shape(paragraph('The garage costs 12 euros.')) }, { notes: 'Bye.' }]),
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      [
        ['Parking', 1, null, 'Parking\nThe garage costs 12 euros.'],
        [null, 2, null, 'Notes: Bye.'],
      ],
    ],
    [
      'a web page',
      'Fees.html',
      PRICES_HTML,
      'text/html',
      [['Prices > Parking', null, null, 'Prices\nParking\nPlace | Fee\nGarage | 12 euros']],
    ],
    [
      'comma-separated values',
      'Fees.csv',
      'Place,Fee\nGarage,12 euros\n',
      'text/csv',
      [[null, null, 1, 'Place | Fee\nPlace: Garage | Fee: 12 euros']],
    ],
  ])('takes %s in with its places', async (_, fileName, content, mediaType, expected) => {
    const document = await taken(ALICE, fileName, content);

    expect(document).toMatchObject({ status: 'ready', mediaType });
    const passages = await passagesOf(document.id);
    expect(passages.map(({ heading, page, lineStart, content: text }) => [heading, page, lineStart, text])).toEqual(
      expected,
    );
    const { body } = await stage.ingestion.ask<DocumentText>(ALICE, 'GET', `/${document.id}/text`);
    for (const { start, end, content: text } of passages) expect(body.text.slice(start, end)).toBe(text);
    const file = await stage.ingestion.ask(ALICE, 'GET', `/${document.id}/content`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('says which pages had no text, and in which language the others are', async () => {
    const page =
      'Parking at the office costs nothing for everybody who comes to work by bicycle or on foot every day of the week.';
    const document = await taken(ALICE, 'scan.pdf', await pdfOf([page, '', `${page} ${page}`, '']));

    expect(document).toMatchObject({ status: 'ready', pages: 4, pagesWithoutText: [2, 4], language: 'eng' });
    expect((await passagesOf(document.id)).map(({ language }) => language)).toEqual(['eng', 'eng']);
  });

  it('takes a Word document in with its headings, its table and its footnote', async () => {
    const { id } = await taken(ALICE, 'Handbook.docx', await handbookDocx());

    const passages = await passagesOf(id);
    expect(passages.map(({ heading, content }) => [heading, content])).toEqual([
      ['Benefits > Dental', 'Benefits\nDental\nTwo checks a year are paid.\n- Cleaning'],
      ['Benefits > Costs', 'Costs\nPlan | Fee\nBasic | 12 euros\n- Counted from the first day at work.'],
    ]);
  });

  it('takes UTF-16 text in, with its line numbers', async () => {
    const text = `\uFEFF${'Erste Zeile\n'.repeat(2)}Übermaß ist schädlich.`;
    const { id } = await taken(ALICE, 'Notiz.txt', Buffer.from(text, 'utf16le'));

    const [passage] = await passagesOf(id);
    expect(passage).toMatchObject({
      content: 'Erste Zeile\nErste Zeile\nÜbermaß ist schädlich.',
      lineStart: 1,
      lineEnd: 3,
      page: null,
    });
  });
});
