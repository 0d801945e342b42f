import { OoxmlPackage } from './ooxml-package.js';
import { slideOf } from './slide-text.js';
import { TextBuilder, type ReadText } from './text-builder.js';
import { Unreadable } from './unreadable.js';
import { readXml } from './xml.js';

const PRESENTATION = 'ppt/presentation.xml';

/**
 * A PowerPoint presentation: a section a slide, whose number is its page and whose title is its heading; its text, its
 * tables row by row, its diagrams' text and its speaker's notes. Hidden slides, pictures and charts are left out;
 * nothing outside is fetched.
 *
 * @throws {Unreadable}
 */
export async function readPresentation(
  filePath: string,
  limits: { readonly maxPages: number; readonly maxInflatedBytes: number },
): Promise<ReadText> {
  return OoxmlPackage.use(filePath, 'pptx', limits.maxInflatedBytes, async (presentation) => {
    const ids = slideIds(await presentation.needed(PRESENTATION));
    if (ids.length > limits.maxPages) throw new Unreadable('document_too_long');
    const parts = await presentation.relationships(PRESENTATION);
    const builder = new TextBuilder();
    for (const [i, id] of ids.entries()) {
      const name = parts.get(id)?.target;
      if (name === undefined) throw new Unreadable('pptx_corrupt');
      const slide = slideOf(await presentation.needed(name));
      if (!slide.isHidden) {
        const beside = Array.from((await presentation.relationships(name)).values());
        const textsOf = async (type: string): Promise<string[]> => {
          const found = await Promise.all(
            beside.filter((part) => part.type === type).map(({ target }) => presentation.part(target)),
          );
          return found.flatMap((data) => (data ? slideOf(data).lines : []));
        };
        const diagrams = await textsOf('diagramData');
        const notes = await textsOf('notesSlide');
        builder.add(
          [
            ...(slide.title === '' ? [] : [slide.title]),
            ...slide.lines,
            ...diagrams,
            ...(notes.length > 0 ? ['', `Notes: ${notes.join('\n')}`] : []),
          ].join('\n'),
          { page: i + 1, heading: slide.title === '' ? null : slide.title },
        );
      }
    }
    return builder.finish(ids.length, false);
  });
}

/** Ids of the slides' parts, in the order in which they are shown. */
function slideIds(data: Buffer): string[] {
  const ids: string[] = [];
  readXml(data, {
    open: (name, attributes) => {
      if (name === 'sldId' && attributes['r:id'] !== undefined) ids.push(attributes['r:id']);
    },
  });
  return ids;
}
