import { ExternalLink } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { contentUrl } from '../api/documents.js';
import { type SourceView } from '../chat/types.js';
import { text } from '../text.js';
import { placeWords } from './place.js';
import { highlight } from './quote.js';

const words = text.sources;

/** One passage behind the answer, the quoted words marked in it, with the way to the file. */
export function SourceCard({ source, isChosen }: { source: SourceView; isChosen: boolean }) {
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);

  const place = placeWords(source);
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
          <h3 dir="auto" className="text-sm font-semibold break-words">
            {source.title}
          </h3>
          {place && <p className="text-muted text-[13px]">{place}</p>}
        </div>
        <a
          href={contentUrl(source.documentId, source.page)}
          target="_blank"
          rel="noopener"
          aria-label={words.openFileNamed(source.title)}
          className="text-accent hover:bg-sunken -me-1 -mt-1 inline-flex shrink-0 items-center gap-1.5 rounded-lg px-2 py-1 text-[13px] font-medium"
        >
          {source.page === undefined ? words.openFile : words.openPage(source.page)}
          <ExternalLink aria-hidden className="size-3.5" />
        </a>
      </div>
      <Passage source={source} />
    </li>
  );
}

function Passage({ source: { text: passage, quote } }: { source: SourceView }) {
  const found = passage && quote ? highlight(passage, quote) : null;
  if (!passage && !quote) return null;
  return (
    <p dir="auto" className="text-muted mt-3 text-sm leading-relaxed break-words whitespace-pre-line">
      {found ? found.before : passage}
      {(found || !passage) && (
        <mark data-testid="highlight" className="bg-mark text-ink rounded-sm box-decoration-clone px-0.5">
          {found ? found.quote : quote}
        </mark>
      )}
      {found?.after}
    </p>
  );
}
