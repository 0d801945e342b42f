import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { HeadingPath } from './heading-path.js';
import { TextBuilder, type ReadText } from './text-builder.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements that begin a line of their own. */
const BLOCKS = new Set([
  'p',
  'li',
  'ul',
  'ol',
  'table',
  'tr',
  'div',
  'blockquote',
  'pre',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'dl',
  'dt',
  'dd',
  // Of web pages; Word documents have none of them.
  ...['section', 'article', 'header', 'footer', 'main', 'nav', 'aside', 'address', 'figure', 'figcaption', 'details'],
  ...['summary', 'fieldset', 'legend', 'form', 'caption', 'hr', 'thead', 'tbody', 'tfoot', 'dialog'],
]);
/** Before a list item. */
const ITEM_MARK = '- ';
/** Between the cells of a row. */
const CELL_GAP = ' | ';

/** The HTML that mammoth makes, as text parted at its headings. */
export const readHtml = (html: string): ReadText => readTree(parseFragment(html), null);

/** A tree of HTML, as text parted at its headings. @param title stands for a heading above all of them. */
export function readTree(root: Node, title: string | null): ReadText {
  const builder = new TextBuilder();
  const path = new HeadingPath();
  let lines: string[] = [];
  let heading: string | null = null;
  let hasBody = false;

  const above = title === null ? [] : [{ level: 1, text: title.replace(/\s+/g, ' ') }];
  for (const block of [...above, ...blocksOf(root)]) {
    if (block.level > 0) {
      // A heading with nothing under it goes with the section that follows.
      if (hasBody) {
        builder.add(lines.join('\n'), { heading });
        lines = [];
      }
      hasBody = false;
      path.enter(block.level, block.text);
      heading = path.current;
    } else {
      hasBody = true;
    }
    lines.push(block.text);
  }
  builder.add(lines.join('\n'), { heading });
  return builder.finish(null, false);
}

interface Block {
  /** 1 to 6 for a heading, otherwise 0. */
  readonly level: number;
  readonly text: string;
}

/** Walks without recursion: a hostile file nests as deep as it likes. */
function blocksOf(root: Node): Block[] {
  const blocks: Block[] = [];
  let line = '';
  let level = 0;
  const flush = (): void => {
    const text = line.replace(/\s+/g, ' ').trim();
    if (text && text !== ITEM_MARK.trim()) blocks.push({ level, text });
    line = '';
  };

  const todo: (Node | (() => void))[] = [root];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'function') {
      next();
      continue;
    }
    if ('value' in next) {
      line += next.value;
      continue;
    }
    if (!('childNodes' in next)) continue;
    const name = isElement(next) ? next.tagName : '';
    if (isNoteLink(next)) continue;

    if (name === 'br') line += ' ';
    if (name === 'td' || name === 'th') {
      // A paragraph inside a cell must not break the row.
      if (line.trim() !== '') line += CELL_GAP;
      line += textOf(next);
      continue;
    }
    // A paragraph that begins a list item stays on the item's line.
    if (BLOCKS.has(name) && !(name === 'p' && line === ITEM_MARK)) {
      flush();
      level = /^h[1-6]$/.test(name) ? Number(name[1]) : 0;
      if (name === 'li') line = ITEM_MARK;
      todo.push(() => {
        flush();
        level = 0;
      });
    }
    todo.push(...next.childNodes.toReversed());
  }
  flush();
  return blocks;
}

/** All text inside a cell, in one line; rows of a table inside it too. */
function textOf(element: Node): string {
  let text = '';
  const todo: Node[] = [element];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if ('value' in node) text += node.value;
    else if ('childNodes' in node && !isNoteLink(node)) {
      if (isElement(node) && (BLOCKS.has(node.tagName) || ['td', 'th', 'br'].includes(node.tagName))) text += ' ';
      todo.push(...node.childNodes.toReversed());
    }
  }
  return text.replace(/\s+/g, ' ').trim();
}

/** The "[1]" that points at a footnote, and the arrow back: numbers in brackets would pass for citations. */
function isNoteLink(node: Node): boolean {
  if (!isElement(node) || node.tagName !== 'a') return false;
  const href = node.attrs.find(({ name }) => name === 'href')?.value ?? '';
  return /^#(foot|end)note-/.test(href);
}

const isElement = (node: Node): node is Element => 'tagName' in node;
