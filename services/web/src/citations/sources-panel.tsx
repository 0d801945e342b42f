import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type SourceView } from '../chat/types.js';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';
import { Modal } from '../ui/modal.js';
import { HAS_SOURCES_PANEL, IS_NARROW, useMedia } from '../ui/use-media.js';
import { SourceCard } from './source-card.js';

const words = text.sources;

interface SourcesPanelProps {
  sources: SourceView[];
  /** The source that was asked for, marked and scrolled to. */
  chosen: SourceView | null;
  onClose: () => void;
}

/** The passages behind an answer: beside it where there is room, else a drawer, on a phone a sheet from below. */
export function SourcesPanel({ onClose, ...content }: SourcesPanelProps) {
  const isBeside = useMedia(HAS_SOURCES_PANEL);
  const isNarrow = useMedia(IS_NARROW);
  if (isBeside)
    return (
      <aside
        aria-label={words.heading}
        data-testid="sources-panel"
        className="border-line bg-canvas flex w-[25rem] shrink-0 flex-col border-s"
      >
        <Content {...content} onClose={onClose} takesFocus />
      </aside>
    );
  return (
    <Modal label={words.heading} shape={isNarrow ? 'bottom' : 'right'} onClose={onClose}>
      <div data-testid="sources-panel" className="bg-canvas flex min-h-0 flex-1 flex-col">
        <Content {...content} onClose={onClose} takesFocus={false} />
      </div>
    </Modal>
  );
}

function Content({ sources, chosen, onClose, takesFocus }: SourcesPanelProps & { takesFocus: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus, chosen]);

  const cited = sources.filter(({ n }) => n !== undefined);
  const read = sources.filter(({ n }) => n === undefined);
  return (
    <>
      <header className="flex items-center justify-between px-5 pt-4 pb-3">
        <h2 ref={heading} tabIndex={-1} className="text-[15px] font-semibold outline-none">
          {words.heading}
        </h2>
        <IconButton label={text.close} onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6">
        <ol aria-label={words.list} className="space-y-3">
          {cited.map((source) => (
            <SourceCard
              key={source.n}
              source={chosen?.n === source.n && chosen?.quote ? { ...source, quote: chosen.quote } : source}
              isChosen={chosen?.n === source.n}
            />
          ))}
        </ol>
        {read.length > 0 && (
          <details className="mt-5" open={cited.length === 0}>
            <summary className="text-muted hover:text-ink rounded-lg px-1 py-1.5 text-sm font-medium">
              {words.alsoRead(read.length)}
            </summary>
            <ul className="mt-2 space-y-3">
              {read.map((source, at) => (
                <SourceCard key={at} source={source} isChosen={false} />
              ))}
            </ul>
          </details>
        )}
      </div>
    </>
  );
}
