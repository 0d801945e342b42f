import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inMemory, type OutgoingFile } from '../../tools/client/upload.ts';
import { storedZip } from './stored-zip.ts';

/** A server on this machine that documents point at, and that counts whoever comes. */
export interface Canary {
  readonly files: readonly OutgoingFile[];
  /** Paths that were asked for. */
  readonly visits: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the server and makes documents that point at it in the ways that a reader might follow. */
export async function startCanary(): Promise<Canary> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('caught');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    files: [
      inMemory('canary-links.docx', linkedDocx(url)),
      inMemory('canary-entity.docx', entityDocx(url)),
      inMemory('canary.pdf', Buffer.from(linkedPdf(url))),
      inMemory('canary.md', Buffer.from(`# Canary\n\n![picture](${url}/md-picture) <img src="${url}/md-tag">\n`)),
    ],
    visits,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const CONTENT_TYPES =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const relations = (list: readonly (readonly [id: string, type: string, target: string, mode?: string])[]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(
      ([id, type, target, mode]) =>
        `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`,
    )
    .join('')}</Relationships>`;

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A picture, a template, a part of the document and a frame, all of them elsewhere. */
const linkedDocx = (url: string): Buffer =>
  storedZip({
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations([['r1', 'officeDocument', 'word/document.xml']]),
    'word/_rels/document.xml.rels': relations([
      ['r1', 'image', `${url}/docx-picture`, 'External'],
      ['r2', 'attachedTemplate', `${url}/docx-template`, 'External'],
      ['r3', 'subDocument', `${url}/docx-part`, 'External'],
      ['r4', 'frame', `${url}/docx-frame`, 'External'],
    ]),
    'word/document.xml': `<w:document ${WORD} xmlns:r="${OFFICE}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body><w:p><w:r><w:t>Canary of links.</w:t></w:r><w:r><w:drawing><a:blip r:link="r1" r:embed="r1"/></w:drawing></w:r></w:p><w:subDoc r:id="r3"/></w:body></w:document>`,
  });

/** An entity, and a whole DTD, that are to be fetched. */
const entityDocx = (url: string): Buffer =>
  storedZip({
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations([['r1', 'officeDocument', 'word/document.xml']]),
    'word/document.xml': `<!DOCTYPE w [<!ENTITY % all SYSTEM "${url}/docx-dtd"> %all; <!ENTITY one SYSTEM "${url}/docx-entity">]><w:document ${WORD}><w:body><w:p><w:r><w:t>Canary &one;</w:t></w:r></w:p></w:body></w:document>`,
  });

/** Opens an address when it is opened, has its font and its next page elsewhere, and sends a form there. */
const linkedPdf = (url: string): string => `%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R /OpenAction <</S /URI /URI (${url}/pdf-open)>> /AA <</WC <</S /SubmitForm /F (${url}/pdf-form)>>>>>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 300 99] /Contents 4 0 R
 /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Canary /FontDescriptor 5 0 R>>>>
 /XObject <</X1 6 0 R>>>>>> endobj
4 0 obj <</Length 49>> stream
BT /F1 12 Tf 9 9 Td (Canary of a PDF) Tj ET /X1 Do
endstream endobj
5 0 obj <</Type /FontDescriptor /FontName /Canary /FontFile2 7 0 R>> endobj
6 0 obj <</Type /XObject /Subtype /Form /Length 0 /F <</FS /URL /F (${url}/pdf-picture)>>>> stream
endstream endobj
7 0 obj <</Length 0 /F <</FS /URL /F (${url}/pdf-font)>>>> stream
endstream endobj
trailer <</Root 1 0 R>>
%%EOF
`;
