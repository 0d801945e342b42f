import { placeWords } from '../citations/place.js';
import { text } from '../text.js';
import { type SourceView } from './types.js';

/** The cited sources of an answer at a glance; each opens beside it. */
export function SourceStrip({ cited, onOpen }: { cited: SourceView[]; onOpen: (source: SourceView) => void }) {
  return (
    <ul aria-label={text.sources.heading} className="flex flex-wrap gap-2">
      {cited.map((source) => (
        <li key={source.n} className="max-w-full min-w-0">
          <button
            type="button"
            data-testid="source-link"
            onClick={() => onOpen(source)}
            className="border-line bg-surface hover:border-accent flex max-w-full items-center gap-2 rounded-full border py-1 ps-1 pe-3 text-[13px] transition-colors"
          >
            <span className="bg-accent-soft text-accent-strong grid size-5 shrink-0 place-items-center rounded-full text-[11px] font-semibold tabular-nums">
              {source.n}
            </span>
            <span dir="auto" className="truncate font-medium">
              {source.title}
            </span>
            <span className="text-muted max-w-40 shrink-0 truncate">{placeWords(source)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
