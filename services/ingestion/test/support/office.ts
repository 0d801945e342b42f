import { storedZip } from '../../src/extraction/zip-archive.js';

const NS =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ' +
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';
const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A zip archive of XML parts. */
export const packageOf = (parts: Readonly<Record<string, string>>): Buffer =>
  storedZip(
    new Map(
      Object.entries(parts).map(([name, xml]) => [
        name,
        Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${xml}`),
      ]),
    ),
  );

/** What a part points to: id, kind and target. */
export const relationshipsOf = (rows: readonly (readonly [id: string, kind: string, target: string])[]): string =>
  `<Relationships xmlns="x">${rows
    .map(([id, kind, target]) => `<Relationship Id="${id}" Type="${TYPE}/${kind}" Target="${target}"/>`)
    .join('')}</Relationships>`;

const contentTypes = (main: string, kind: string): string =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${main}" ` +
  `ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`;

/** A sheet for {@link workbookOf}: its rows as XML cells. */
export interface TestSheet {
  readonly name: string;
  readonly rows: string;
  readonly state?: string;
}

/** A workbook as Excel writes it. @param more further parts, or others instead of ours. */
export function workbookOf(sheets: readonly TestSheet[], more: Readonly<Record<string, string>> = {}): Buffer {
  const list = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"${state === undefined ? '' : ` state="${state}"`}/>`,
  );
  return packageOf({
    '[Content_Types].xml': contentTypes('xl/workbook.xml', 'spreadsheetml.sheet'),
    'xl/workbook.xml': `<workbook ${NS}><workbookPr/><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationshipsOf([
      ...sheets.map((_, i) => [`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`] as const),
      ['rIdS', 'sharedStrings', '/xl/sharedStrings.xml'],
      ['rIdT', 'styles', 'styles.xml'],
    ]),
    ...Object.fromEntries(
      sheets.map(({ rows }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet ${NS}><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
    ...more,
  });
}

/** A row of inline texts, empty ones left out, as cells of XML. @param r counted from 1. */
export const textRow = (r: number, ...cells: readonly string[]): string =>
  `<row r="${r}">${cells
    .map((text, i) =>
      text === '' ? '' : `<c r="${String.fromCharCode(65 + i)}${r}" t="inlineStr"><is><t>${text}</t></is></c>`,
    )
    .join('')}</row>`;

/** A slide for {@link presentationOf}. */
export interface TestSlide {
  readonly title?: string;
  /** XML of further shapes. */
  readonly shapes?: string;
  readonly notes?: string;
  readonly isHidden?: boolean;
}

export const paragraph = (text: string): string => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`;
export const shape = (body: string, placeholder = ''): string =>
  `<p:sp><p:nvSpPr><p:nvPr>${placeholder === '' ? '' : `<p:ph type="${placeholder}"/>`}</p:nvPr></p:nvSpPr>` +
  `<p:txBody>${body}</p:txBody></p:sp>`;

/** A presentation as PowerPoint writes it. */
export function presentationOf(slides: readonly TestSlide[]): Buffer {
  const ids = slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i + 1}"/>`).join('');
  return packageOf({
    '[Content_Types].xml': contentTypes('ppt/presentation.xml', 'presentationml.presentation'),
    'ppt/presentation.xml': `<p:presentation ${NS}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationshipsOf(
      slides.map((_, i) => [`rId${i + 1}`, 'slide', `slides/slide${i + 1}.xml`] as const),
    ),
    ...Object.fromEntries(slides.flatMap(slideParts)),
  });
}

/** The parts of a slide, each with its name. */
function slideParts({ title, shapes = '', notes, isHidden }: TestSlide, i: number): [name: string, xml: string][] {
  const name = `ppt/slides/slide${i + 1}.xml`;
  const all =
    shapes + (title === undefined ? '' : shape(paragraph(title), 'title')) + shape(paragraph(`${i + 1}`), 'sldNum');
  const shown = isHidden ? ' show="0"' : '';
  const parts: [string, string][] = [
    [name, `<p:sld ${NS}${shown}><p:cSld><p:spTree>${all}</p:spTree></p:cSld></p:sld>`],
  ];
  if (notes === undefined) return parts;
  return [
    ...parts,
    [
      `ppt/slides/_rels/slide${i + 1}.xml.rels`,
      relationshipsOf([['rId1', 'notesSlide', `../notesSlides/notesSlide${i + 1}.xml`]]),
    ],
    [`ppt/notesSlides/notesSlide${i + 1}.xml`, `<p:notes ${NS}>${shape(paragraph(notes), 'body')}</p:notes>`],
  ];
}
