import iconv from 'iconv-lite';
import { MEDIA_TYPES, mediaTypeOf } from './media-type.js';

const NONE = { wordPart: false, encryptedPackage: false };
const ZIP = Buffer.concat([Buffer.from('504b030414000000', 'hex'), Buffer.alloc(60)]);
const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

describe(mediaTypeOf.name, () => {
  it.each([
    ['a PDF under another name', Buffer.from('%PDF-1.7\n'), NONE, 'a.txt', MEDIA_TYPES.pdf],
    ['a PDF behind a few bytes', Buffer.from('\r\n\r\n%PDF-1.7\n'), NONE, 'a.pdf', MEDIA_TYPES.pdf],
    ['a zip archive with a Word part', ZIP, { ...NONE, wordPart: true }, 'a.bin', MEDIA_TYPES.docx],
    ['a zip archive without one', ZIP, NONE, 'a.docx', undefined],
    ['a Word document under a password', OLE, { ...NONE, encryptedPackage: true }, 'a.docx', MEDIA_TYPES.docx],
    ['an old Office document', OLE, NONE, 'a.doc', undefined],
    ['text', Buffer.from('hello'), NONE, 'a.pdf', MEDIA_TYPES.plain],
    ['Markdown, by its name', Buffer.from('# hello'), NONE, 'a.MD', MEDIA_TYPES.markdown],
    ['UTF-16 without a mark', iconv.encode('Hello there', 'utf-16le'), NONE, 'a.txt', MEDIA_TYPES.plain],
    ['UTF-32 with a mark', iconv.encode('Hello', 'utf-32le', { addBOM: true }), NONE, 'a.txt', MEDIA_TYPES.plain],
    ['bytes of a machine', Buffer.from([0x7f, 1, 0, 0, 2, 3, 0, 4, 0, 0, 5, 6]), NONE, 'a.txt', undefined],
  ])('tells %s', async (_, head, traces, name, type) => {
    expect(await mediaTypeOf(head, traces, name)).toBe(type);
  });
});
