import { ExternalLink } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { contentUrl } from '../api/documents.js';
import { type SourceView } from '../chat/types.js';
import { text } from '../text.js';
import { FileLink } from '../ui/file-link.js';
import { placeWords } from './place.js';
import { highlight, nearby, reflow } from './quote.js';

const words = text.sources;

/** One passage behind the answer, the quoted words marked in it, with the way to the file. */
export function SourceCard({ source, isChosen }: { source: SourceView; isChosen: boolean }) {
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);

  return (
    <li
      ref={ref}
      data-testid="source"
      aria-current={isChosen ? 'true' : undefined}
      className={`scroll-my-3 rounded-2xl border p-4 transition-colors ${isChosen ? 'border-accent bg-accent-soft/40' : 'border-line bg-surface'}`}
    >
      <div className="flex items-start gap-3">
        {source.n !== undefined && (
          <span className="bg-accent text-on-accent grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold tabular-nums">
            {source.n}
          </span>
        )}
        <div className="min-w-0 flex-1">
          <h3 dir="auto" className="text-sm font-semibold [overflow-wrap:anywhere]">
            {source.title}
          </h3>
          <div className="text-muted flex flex-wrap items-baseline justify-between gap-x-4 text-[13px]">
            <span dir="auto">{placeWords(source)}</span>
            <FileLink
              href={contentUrl(source.documentId, source.page)}
              className="text-accent inline-flex items-center gap-1.5 rounded font-medium underline-offset-2 hover:underline"
            >
              {source.page === undefined ? words.openFile : words.openPage(source.page)}
              <span className="sr-only">{words.openInTab(source.title)}</span>
              <ExternalLink aria-hidden className="size-3.5" />
            </FileLink>
          </div>
        </div>
      </div>
      <Passage source={source} />
    </li>
  );
}

function Passage({ source }: { source: SourceView }) {
  const [isWhole, setIsWhole] = useState(false);
  const { text: raw, quote, page } = source;
  // Only pages are printed: the lines of a text or Markdown file are its author's own.
  const passage = raw !== undefined && page !== undefined ? reflow(raw) : (raw ?? '');
  const found = quote ? highlight(passage, quote) : null;
  const near = found && nearby(found);
  // Without the passage the quote stands alone; without a quote in it, the passage does.
  const shown = (isWhole ? found : near) ?? { before: passage, quote: passage === '' ? quote : '', after: '' };
  const isCut = found !== null && near !== null && (near.before !== found.before || near.after !== found.after);
  if (!passage && !quote) return null;
  return (
    <>
      <p dir="auto" className="text-muted mt-3 text-sm leading-relaxed break-words whitespace-pre-line">
        {shown.before}
        {shown.quote && (
          <mark data-testid="highlight" className="bg-mark text-ink rounded-sm box-decoration-clone px-0.5">
            {shown.quote}
          </mark>
        )}
        {shown.after}
      </p>
      {isCut && (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => setIsWhole(!isWhole)}
          className="text-muted hover:text-ink mt-2 rounded text-[13px] font-medium underline-offset-2 hover:underline"
        >
          {isWhole ? words.less : words.whole}
        </button>
      )}
    </>
  );
}
