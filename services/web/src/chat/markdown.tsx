import { memo, useMemo } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CitationChip } from '../citations/citation-chip.js';
import { CHIP_ELEMENT, remarkCitations } from '../citations/markers.js';
import { text as words } from '../text.js';
import { safeUrl } from './links.js';

/** Stable, so that a chip keeps its hover card while the answer around it grows. */
const COMPONENTS: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  // An image would be fetched from wherever a document says: a way to leak what was asked. It becomes a link.
  img: ({ src, alt }) =>
    typeof src === 'string' && src !== '' ? (
      <a href={src} target="_blank" rel="noopener noreferrer">
        {words.sources.image(alt || src)}
      </a>
    ) : (
      <span>{alt}</span>
    ),
  table: ({ children }) => (
    <div tabIndex={0} role="group" className="border-line overflow-x-auto rounded-xl border">
      <table>{children}</table>
    </div>
  ),
  // An empty corner of a table heads nothing.
  th: ({ children }) => (children === undefined || children === null ? <td /> : <th>{children}</th>),
  [CHIP_ELEMENT]: (props: object) => {
    const { 'data-n': n, 'data-nth': nth } = props as { 'data-n'?: unknown; 'data-nth'?: unknown };
    return <CitationChip n={Number(n)} nth={Number(nth)} />;
  },
};

interface MarkdownProps {
  text: string;
  /** Numbers of the sources that are known; a marker with another number stays plain text. */
  cited: readonly number[];
}

/** An answer's Markdown, its citation markers as chips. Raw HTML in it is shown as text. */
export const Markdown = memo(function Markdown({ text, cited }: MarkdownProps) {
  const known = cited.join(' ');
  const plugins = useMemo((): NonNullable<Options['remarkPlugins']> => {
    const numbers = new Set(known.split(' ').map(Number));
    return [remarkGfm, [remarkCitations, { isSource: (n: number) => numbers.has(n) }]];
  }, [known]);
  return (
    <div dir="auto" className="prose-answer">
      <ReactMarkdown remarkPlugins={plugins} components={COMPONENTS} urlTransform={safeUrl}>
        {text}
      </ReactMarkdown>
    </div>
  );
});
