import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { essentialDocx, withoutLooks } from './docx-parts.js';
import { storedZip, ZipArchive } from './zip-archive.js';

const looks = (xml: string): string => withoutLooks(Buffer.from(xml)).toString();

describe(withoutLooks.name, () => {
  it.each([
    ['how a run looks', '<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r>', '<w:r><w:t>a</w:t></w:r>'],
    [
      'a record of how it looked',
      '<w:r><w:rPr><w:b/><w:rPrChange w:id="1"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr><w:t>a</w:t></w:r>',
      '<w:r><w:t>a</w:t></w:r>',
    ],
    [
      'an empty element of a longer name is not it',
      '<w:r><w:rPrX/><w:t>a</w:t></w:r>',
      '<w:r><w:rPrX/><w:t>a</w:t></w:r>',
    ],
    [
      'headings and lists stay',
      '<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:jc w:val="left"/></w:pPr></w:p>',
      '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>',
    ],
    ['ids of revisions', '<w:p w:rsidR="00A1"><w:r/></w:p>', '<w:p><w:r/></w:p>'],
    ['other XML', '<a:p><a:rPr/></a:p>', '<a:p><a:rPr/></a:p>'],
  ])('%s', (_, xml, expected) => {
    expect(looks(xml)).toBe(expected);
  });
});

describe(essentialDocx.name, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-docx-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = async (name: string, bytes: Buffer): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  const body = Buffer.from('<w:p/>');

  it('keeps the parts with words and drops pictures and settings', async () => {
    const parts = new Map(
      ['[Content_Types].xml', 'word/document.xml', 'word/media/a.xml', 'word/settings.xml', 'word/media/b.png'].map(
        (name) => [name, body],
      ),
    );
    const slim = await file('slim', await essentialDocx(await file('full', storedZip(parts)), 1_000));

    const archive = await ZipArchive.open(slim);
    expect(archive.entries.map(({ name }) => name)).toEqual(['[Content_Types].xml', 'word/document.xml']);
    await archive.close();
  });

  it('believes what an archive declares when it is too much', async () => {
    const path = await file('large', storedZip(new Map([['word/document.xml', Buffer.alloc(2_000)]])));

    await expect(essentialDocx(path, 1_999)).rejects.toMatchObject({ code: 'document_inflates_too_large' });
  });

  it('does not believe what it declares when it is little', async () => {
    const packed = deflateRawSync(Buffer.alloc(100_000, 'x'));
    const zip = storedZip(new Map([['word/document.xml', packed]]));
    // Method "deflated" in both headers; the declared size stays the packed one.
    zip.writeUInt16LE(8, 8);
    zip.writeUInt16LE(8, zip.indexOf(Buffer.from('504b0102', 'hex')) + 10);

    await expect(essentialDocx(await file('liar', zip), 50_000)).rejects.toMatchObject({
      code: 'document_inflates_too_large',
    });
  });

  it.each([
    ['no archive', Buffer.from('hello')],
    ['an archive cut off', storedZip(new Map([['word/document.xml', body]])).subarray(0, 40)],
  ])('calls %s damaged', async (name, bytes) => {
    await expect(essentialDocx(await file(name, bytes), 1_000)).rejects.toMatchObject({ code: 'docx_corrupt' });
  });
});
