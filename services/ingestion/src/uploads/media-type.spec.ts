import iconv from 'iconv-lite';
import { MEDIA_TYPES, mediaTypeOf, type Traces } from './media-type.js';

const NONE: Traces = { docx: false, pptx: false, xlsx: false, encryptedPackage: false };
const ZIP = Buffer.concat([Buffer.from('504b030414000000', 'hex'), Buffer.alloc(60)]);
const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

describe(mediaTypeOf.name, () => {
  it.each([
    ['a PDF under another name', Buffer.from('%PDF-1.7\n'), NONE, 'a.txt', MEDIA_TYPES.pdf],
    ['a PDF behind a few bytes', Buffer.from('\r\n\r\n%PDF-1.7\n'), NONE, 'a.pdf', MEDIA_TYPES.pdf],
    ['a zip archive with a Word part', ZIP, { ...NONE, docx: true }, 'a.bin', MEDIA_TYPES.docx],
    ['a zip archive with a workbook', ZIP, { ...NONE, xlsx: true }, 'a.docx', MEDIA_TYPES.xlsx],
    ['slides that hold a workbook', ZIP, { ...NONE, xlsx: true, pptx: true }, 'a.pptx', MEDIA_TYPES.pptx],
    [
      'a letter that holds both',
      ZIP,
      { docx: true, xlsx: true, pptx: true, encryptedPackage: false },
      'a',
      MEDIA_TYPES.docx,
    ],
    ['a zip archive without one', ZIP, NONE, 'a.docx', undefined],
    ['a Word document under a password', OLE, { ...NONE, encryptedPackage: true }, 'a.docx', MEDIA_TYPES.docx],
    ['a workbook under a password', OLE, { ...NONE, encryptedPackage: true }, 'a.XLSX', MEDIA_TYPES.xlsx],
    ['slides under a password', OLE, { ...NONE, encryptedPackage: true }, 'a.pptx', MEDIA_TYPES.pptx],
    ['a password and no name', OLE, { ...NONE, encryptedPackage: true }, 'a', MEDIA_TYPES.docx],
    ['an old Office document', OLE, NONE, 'a.doc', undefined],
    ['text', Buffer.from('hello'), NONE, 'a.pdf', MEDIA_TYPES.plain],
    ['Markdown, by its name', Buffer.from('# hello'), NONE, 'a.MD', MEDIA_TYPES.markdown],
    [
      'a web page under another name',
      Buffer.from('\n<!-- hi --><!DOCTYPE HTML>\n<p>x'),
      NONE,
      'a.txt',
      MEDIA_TYPES.html,
    ],
    ['a web page without a doctype', Buffer.from('<html lang="en"><p>x'), NONE, 'a.csv', MEDIA_TYPES.html],
    ['XHTML', Buffer.from('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html/>'), NONE, 'a.xhtml', MEDIA_TYPES.html],
    ['a web page in UTF-16', iconv.encode('<html><p>x', 'utf-16be', { addBOM: true }), NONE, 'a', MEDIA_TYPES.html],
    ['a piece of a web page, by its name', Buffer.from('<p>Hello</p>'), NONE, 'a.htm', MEDIA_TYPES.html],
    ['text that is no web page, whatever its name', Buffer.from('if a < b, then'), NONE, 'a.html', MEDIA_TYPES.plain],
    ['text that speaks of HTML', Buffer.from('Write <html> first.'), NONE, 'a.txt', MEDIA_TYPES.plain],
    ['other XML', Buffer.from('<?xml version="1.0"?><feed/>'), NONE, 'a.xml', undefined],
    ['CSV, by its name', Buffer.from('a,b\n1,2'), NONE, 'a.csv', MEDIA_TYPES.csv],
    ['values parted by tabs, by their name', Buffer.from('a\tb\n1\t2'), NONE, 'a.TSV', MEDIA_TYPES.csv],
    ['a picture named CSV', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), NONE, 'a.csv', undefined],
    ['UTF-16 without a mark', iconv.encode('Hello there', 'utf-16le'), NONE, 'a.txt', MEDIA_TYPES.plain],
    ['UTF-32 with a mark', iconv.encode('Hello', 'utf-32le', { addBOM: true }), NONE, 'a.txt', MEDIA_TYPES.plain],
    ['bytes of a machine', Buffer.from([0x7f, 1, 0, 0, 2, 3, 0, 4, 0, 0, 5, 6]), NONE, 'a.txt', undefined],
  ])('tells %s', async (_, head, traces, name, type) => {
    expect(await mediaTypeOf(head, traces, name)).toBe(type);
  });
});
