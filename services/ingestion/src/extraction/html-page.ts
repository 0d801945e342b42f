import iconv from 'iconv-lite';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { decodeText } from './decode-text.js';
import { readTree } from './html-text.js';
import type { ReadText } from './text-builder.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements whose content is not part of what a reader sees, or is of another kind. */
const UNSEEN = new Set([
  ...['script', 'style', 'template', 'noscript', 'iframe', 'object', 'embed', 'svg', 'canvas', 'audio', 'video'],
  ...['head', 'map', 'select', 'datalist', 'textarea', 'input', 'button', 'math'],
]);
/** Where a page may say its encoding, in bytes from its beginning; the HTML standard's own bound. */
const CHARSET_BYTES = 1_024;

/**
 * A web page: headings, paragraphs, lists, tables row by row. Scripts, styles, forms and what is hidden stay out, and
 * nothing that it points to is fetched. Its title is the outermost heading where it has no other of that rank.
 */
export function readHtmlPage(bytes: Buffer): ReadText {
  const page = parse(decodeHtml(bytes));
  const title = titleOf(page);
  const { hasHeading } = tidy(page);
  return readTree(page, hasHeading ? null : title);
}

/** By a byte order mark or as UTF-8 before what the page says of itself, which is often left over from elsewhere. */
function decodeHtml(bytes: Buffer): string {
  const head = bytes.subarray(0, CHARSET_BYTES).toString('latin1');
  const said = /<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1];
  const isMarked = ['fffe', 'feff', 'efbb'].includes(bytes.subarray(0, 2).toString('hex'));
  if (said === undefined || isMarked || isUtf8(bytes) || !iconv.encodingExists(said)) return decodeText(bytes);
  return iconv.decode(bytes, said);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const childOf = (node: Node | undefined, name: string): Node | undefined =>
  node && 'childNodes' in node
    ? node.childNodes.find((child) => isElement(child) && child.tagName === name)
    : undefined;

function titleOf(page: Node): string | null {
  const title = childOf(childOf(childOf(page, 'html'), 'head'), 'title');
  const text =
    title && 'childNodes' in title ? title.childNodes.map((child) => ('value' in child ? child.value : '')) : [];
  return text.join('').trim() || null;
}

/**
 * Takes out what is not seen, and makes plain blocks of tables that only place things.
 *
 * Without recursion: a hostile page nests as deep as it likes.
 */
function tidy(page: Node): { hasHeading: boolean } {
  let hasHeading = false;
  const todo: Node[] = [page];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (!('childNodes' in node)) continue;
    if (isElement(node)) {
      if (node.tagName === 'h1') hasHeading = true;
      if (node.tagName === 'table' && isLayout(node)) unframe(node);
    }
    node.childNodes = node.childNodes.filter((child) => !isUnseen(child));
    todo.push(...node.childNodes);
  }
  return { hasHeading };
}

function isUnseen(node: Node): boolean {
  if (!isElement(node)) return false;
  if (UNSEEN.has(node.tagName)) return true;
  return node.attrs.some(
    ({ name, value }) =>
      name === 'hidden' ||
      (name === 'aria-hidden' && value === 'true') ||
      (name === 'style' && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(value)),
  );
}

/** A table of an old page that places columns and menus: it says so, or holds headings or another table. */
function isLayout(table: Element): boolean {
  const role = table.attrs.find(({ name }) => name === 'role')?.value;
  if (role === 'presentation' || role === 'none') return true;
  const todo: Node[] = [...table.childNodes];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (isElement(node) && /^(table|h[1-6])$/.test(node.tagName)) return true;
    if ('childNodes' in node) todo.push(...node.childNodes);
  }
  return false;
}

/** Makes blocks of a table, its rows and its cells. */
function unframe(table: Element): void {
  const todo: Node[] = [table];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (!isElement(node)) continue;
    const isCell = node.tagName === 'td' || node.tagName === 'th';
    node.tagName = 'div';
    if (!isCell) todo.push(...node.childNodes.filter((child) => isElement(child) && FRAME.has(child.tagName)));
  }
}
const FRAME = new Set(['thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption']);

const isElement = (node: Node): node is Element => 'tagName' in node;
