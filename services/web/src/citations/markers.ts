/** A citation marker: `[1]`, or several together, `[1, 3]`. Counts from 1; longer numbers are not ours. */
const MARKER = /\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/g;

/** A run of plain words, or the sources that a marker between them names. */
export type Piece = string | number[];

/** Cuts text at its citation markers. Numbers that name no source stay as they are written. */
export function cutAtMarkers(text: string, isSource: (n: number) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(MARKER)) {
    const numbers = (match[1] ?? '').split(',').map(Number);
    if (!numbers.every(isSource)) continue;
    if (match.index > done) pieces.push(text.slice(done, match.index));
    pieces.push(numbers);
    done = match.index + match[0].length;
  }
  if (done < text.length) pieces.push(text.slice(done));
  return pieces;
}

/** Takes a marker that has only half arrived (`… sea [1`) off the end of a text that is still being written. */
export const withoutOpenMarker = (text: string) => text.replace(/\s?\[[\d\s,]*$/, '');

/** The answer as it is read aloud or copied without its apparatus: no markers. */
export const withoutMarkers = (text: string) => text.replace(/\s?\[\d{1,3}(?:\s*,\s*\d{1,3})*\]/g, '');

/** The part of a Markdown syntax tree that is needed here. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName: string; hProperties: Record<string, string | number> };
}

/** Element that stands for one chip in the tree; its `n` names the source, `nth` counts the mentions of that source. */
export const CHIP_ELEMENT = 'cite';

/**
 * Remark plugin: makes each citation marker in running text an element of its own. Markers in code are left alone,
 * because code is not a text node, and those in links too, because a chip in a link could not be used.
 */
export function remarkCitations({ isSource }: { isSource: (n: number) => boolean }) {
  return (tree: Node) => {
    const mentions = new Map<number, number>();

    const chip = (n: number): Node => {
      const nth = mentions.get(n) ?? 0;
      mentions.set(n, nth + 1);
      return { type: 'citation', children: [], data: { hName: CHIP_ELEMENT, hProperties: { dataN: n, dataNth: nth } } };
    };

    const visit = (node: Node) => {
      if (!node.children || node.type === 'link' || node.type === 'linkReference') return;
      node.children = node.children.flatMap((child) => {
        if (child.type !== 'text' || child.value === undefined) {
          visit(child);
          return [child];
        }
        return cutAtMarkers(child.value, isSource).flatMap((piece) =>
          typeof piece === 'string' ? [{ type: 'text', value: piece }] : piece.map(chip),
        );
      });
    };

    visit(tree);
  };
}
