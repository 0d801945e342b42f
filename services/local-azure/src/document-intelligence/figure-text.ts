import type { PDFDocumentProxy } from 'pdfjs-dist';

/** A node of a page's structure, as pdf.js gives it; its type says less. */
interface StructureNode {
  /** Of content; nodes of the structure have none. */
  readonly type?: string;
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly StructureNode[];
}

/** What is to be read on one page. */
export interface FigurePage {
  /** Counts from 1. */
  readonly page: number;
  readonly lines: readonly string[];
}

/** The file is no PDF, or one that needs a password. */
export class NotReadable extends Error {
  override readonly name = 'NotReadable';
}

/**
 * Stands in for text recognition: it looks at no picture. What it reads on a page is the alternative text that the
 * PDF's author gave to the figures of it (`/Alt` of a `Figure` in a tagged PDF), line by line, in the structure's order.
 * A page without one says nothing, whatever is to be seen on it: no word is ever made up.
 *
 * @param wanted pages to look at, counted from 1; those beyond the document's end are left out.
 * @throws {NotReadable}
 */
export async function readFigures(
  file: Uint8Array,
  wanted: (pages: number) => readonly number[],
): Promise<{ pages: number; read: FigurePage[] }> {
  const document = await open(file);
  try {
    const read: FigurePage[] = [];
    for (const page of wanted(document.numPages)) {
      const tree: StructureNode | null = await (await document.getPage(page)).getStructTree();
      read.push({ page, lines: tree ? linesOf(tree) : [] });
    }
    return { pages: document.numPages, read };
  } finally {
    await document.loadingTask.destroy();
  }
}

async function open(file: Uint8Array): Promise<PDFDocumentProxy> {
  // Loaded with the first document: most runs of local Azure never see one.
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const loading = getDocument({ data: new Uint8Array(file), verbosity: 0, isEvalSupported: false });
  try {
    return await loading.promise;
  } catch (cause) {
    await loading.destroy();
    throw new NotReadable('The file is no PDF that opens without a password', { cause });
  }
}

function linesOf(root: StructureNode): string[] {
  const lines: string[] = [];
  const todo: StructureNode[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.role === 'Figure' && node.alt !== undefined)
      lines.push(
        ...node.alt
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      );
    todo.push(...(node.children ?? []).toReversed());
  }
  return lines;
}
