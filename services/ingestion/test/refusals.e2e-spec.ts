import type { DocumentView, Problem, UploadResult } from '@shared/contracts';
import { pdfOf } from './support/files.js';
import {
  ALICE,
  formOf,
  READER,
  startIngestion,
  startLocalAzure,
  type TestAzure,
  type TestIngestion,
} from './support/ingestion.js';

/** Every way in which an upload is refused, over HTTP. */
describe('bad input', () => {
  const maxBytes = 20_000;
  let azure: TestAzure;
  let ingestion: TestIngestion;

  beforeAll(async () => {
    azure = await startLocalAzure();
    ingestion = await startIngestion(azure, { UPLOAD_MAX_BYTES: String(maxBytes), DOCUMENT_MAX_PAGES: '3' });
  }, 60_000);
  afterAll(async () => {
    await ingestion?.stop();
    await azure?.stop();
  });

  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
  const emptyZip = Buffer.concat([
    Buffer.from('504b0304', 'hex'),
    Buffer.alloc(40),
    Buffer.from('504b0506', 'hex'),
    Buffer.alloc(18),
  ]);

  /** What Office makes of a document under a password: an OLE container with the encrypted package in it. */
  const locked = (content: string) =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
      Buffer.from(content),
    ]);

  it.each([
    ['no file in the form', new FormData(), 400, 'file_missing'],
    [
      'a file under another name',
      ((form) => (form.append('upload', new Blob(['hello']), 'a.txt'), form))(new FormData()),
      400,
      'file_missing',
    ],
    ['no form at all', { file: 'hello' }, 400, 'upload_malformed'],
    ['an empty file', formOf([['a.txt', '']]), 400, 'file_empty'],
    ['a picture that calls itself a text', formOf([['a.txt', png]]), 415, 'file_type_unsupported'],
    ['a zip archive that is no Word document', formOf([['a.docx', emptyZip]]), 415, 'file_type_unsupported'],
    ['a file one byte too large', formOf([['a.txt', 'x'.repeat(maxBytes + 1)]]), 413, 'file_too_large'],
    ['a reader who is nobody', formOf([['a.txt', 'hello']], { visibleTo: 'somebody' }), 400, 'invalid_input'],
  ])('refuses %s at once', async (_, body, status, code) => {
    const reply = await ingestion.ask<Problem>(ALICE, 'POST', '', body);

    expect(reply).toMatchObject({ status, body: { status, code } });
    expect(reply.body.detail.length).toBeGreaterThan(20);
  });

  it('takes a file of exactly the largest size', async () => {
    expect((await ingestion.upload(ALICE, 'full.txt', 'x'.repeat(maxBytes))).status).toBe(202);
  });

  it.each([
    ['a file too many', formOf(Array.from({ length: 101 }, (_, n) => [`${n}.txt`, `Text ${n} of too many.`] as const))],
    [
      'a field too many',
      formOf([['a.txt', 'x']], Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`f${n}`, 'x']))),
    ],
  ])('refuses a form with %s, and keeps nothing of it', async (_, form) => {
    const reply = await ingestion.ask<Problem>(ALICE, 'POST', '', form);

    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(reply.body.detail).toContain('several uploads');
    expect((await ingestion.ask<{ items: unknown[] }>(ALICE, 'GET', '')).body.items).not.toContainEqual(
      expect.objectContaining({ fileName: '1.txt' }),
    );
  });

  it('refuses a form that breaks off', async () => {
    const body = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhel';

    const reply = await ingestion.ask<Problem>(ALICE, 'POST', '', body, {
      'content-type': 'multipart/form-data; boundary=b',
    });

    expect(reply).toMatchObject({ status: 400, body: { code: 'upload_malformed' } });
  });

  it('refuses an upload by someone who may only read', async () => {
    expect(await ingestion.upload(READER, 'a.txt', 'hello')).toMatchObject({
      status: 403,
      body: { code: 'not_allowed' },
    });
  });

  it('refuses a call without the assertion of who is asking', async () => {
    const reply = await fetch(`${ingestion.url}/internal/documents`);

    expect(reply.status).toBe(401);
    expect(await reply.json()).toMatchObject({ code: 'not_identified' });
  });

  it.each([
    ['an encrypted PDF', () => pdfOf(['secret'], { userPassword: 'hunter2' }), 'pdf_encrypted'],
    ['a damaged PDF', () => Promise.resolve(Buffer.from('%PDF-1.4\nthis is no longer a document')), 'pdf_corrupt'],
    ['a PDF of pictures only', () => pdfOf(['', '']), 'document_no_text'],
    ['a PDF with a page too many', () => pdfOf(['one', 'two', 'three', 'four']), 'document_too_long'],
    ['a text of blanks only', () => Promise.resolve(Buffer.from('   \n\t\n  ')), 'document_no_text'],
    [
      'a damaged Word document',
      () => Promise.resolve(Buffer.concat([emptyZip, Buffer.from('word/document.xml')])),
      'docx_corrupt',
    ],
    [
      'a damaged workbook',
      () => Promise.resolve(Buffer.concat([emptyZip, Buffer.from('xl/workbook.xml')])),
      'xlsx_corrupt',
    ],
    [
      'a damaged presentation',
      () => Promise.resolve(Buffer.concat([emptyZip, Buffer.from('ppt/presentation.xml')])),
      'pptx_corrupt',
    ],
    ['a Word document under a password', () => Promise.resolve(locked('a')), 'docx_encrypted', 'a.docx'],
    ['a workbook under a password', () => Promise.resolve(locked('b')), 'xlsx_encrypted', 'b.xlsx'],
    ['a presentation under a password', () => Promise.resolve(locked('c')), 'pptx_encrypted', 'c.pptx'],
    [
      'a web page that shows nothing',
      () => Promise.resolve(Buffer.from('<html><script>let a = 1</script>')),
      'document_no_text',
    ],
  ])('takes %s and says why it failed', async (_, make, code, fileName = 'file') => {
    const { status, body } = await ingestion.upload(ALICE, fileName, await make());
    expect(status).toBe(202);

    const document = await ingestion.settled(ALICE, body.id);

    expect(document).toMatchObject({ status: 'failed', failure: { code }, passages: 0 });
    expect(document.failure?.message).toMatch(/upload|split|try|run/);
  });

  it('takes the good files of a form and names the others with their reasons', async () => {
    const form = formOf([
      ['good.txt', 'The office opens at eight.'],
      ['../../empty.txt', ''],
      ['picture.png', png],
    ]);

    const { status, body } = await ingestion.ask<UploadResult>(ALICE, 'POST', '', form);

    expect(status).toBe(202);
    expect(body.documents.map(({ fileName }) => fileName)).toEqual(['good.txt']);
    expect(body.rejected.map(({ fileName, code }) => [fileName, code])).toEqual([
      ['empty.txt', 'file_empty'],
      ['picture.png', 'file_type_unsupported'],
    ]);
  });

  it.each([
    ['GET', '/unknown-document', 404, 'document_missing'],
    ['GET', '/a%20b', 400, 'invalid_input'],
    ['GET', '?cursor=nonsense', 400, 'invalid_input'],
    ['GET', '?limit=0', 400, 'invalid_input'],
    ['DELETE', '/unknown-document', 404, 'document_missing'],
    ['GET', '/unknown-document/content', 404, 'document_missing'],
    ['GET', '/unknown-document/text', 404, 'document_missing'],
    ['GET', '/unknown-document/events', 404, 'document_missing'],
    ['POST', '/unknown-document/retry', 404, 'document_missing'],
  ])('answers %s %s with %i %s', async (method, path, status, code) => {
    expect(await ingestion.ask<Problem>(ALICE, method, path)).toMatchObject({ status, body: { code } });
  });

  it('refuses a body that is not JSON', async () => {
    const { body } = await ingestion.upload(ALICE, 'b.txt', 'Something else.');

    const reply = await ingestion.ask<Problem>(ALICE, 'PATCH', `/${body.id}`, '{"title":', {
      'content-type': 'application/json',
    });

    expect(reply).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
  });

  it('refuses to try again what has not failed', async () => {
    const { body } = await ingestion.upload(ALICE, 'c.txt', 'Nothing wrong with this.');
    await ingestion.settled(ALICE, body.id);

    expect(await ingestion.ask<DocumentView>(ALICE, 'POST', `/${body.id}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'document_not_failed' },
    });
  });
});
