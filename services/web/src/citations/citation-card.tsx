import { createPortal } from 'react-dom';
import { type SourceView } from '../chat/types.js';
import { placeWords } from './place.js';

const WIDTH_PX = 340;
const GAP_PX = 8;
/** Room a card is sure to fit in; with less below its chip it goes above. */
const HEIGHT_PX = 220;

interface CitationCardProps {
  id: string;
  source: SourceView;
  anchor: DOMRect;
  onPointerEnter: () => void;
  onPointerLeave: () => void;
}

/** What a citation points at, beside its chip: document, place and quoted words. */
export function CitationCard({ id, source, anchor, ...pointer }: CitationCardProps) {
  const width = Math.min(WIDTH_PX, window.innerWidth - 2 * GAP_PX);
  const left = Math.min(
    Math.max(GAP_PX, anchor.left - width / 2 + anchor.width / 2),
    window.innerWidth - width - GAP_PX,
  );
  const isBelow = window.innerHeight - anchor.bottom > HEIGHT_PX;
  const edge = isBelow ? { top: anchor.bottom + GAP_PX } : { bottom: window.innerHeight - anchor.top + GAP_PX };
  const place = placeWords(source);
  const words = source.quote ?? source.text;

  return createPortal(
    <div
      id={id}
      role="tooltip"
      data-testid="citation-card"
      className="border-line bg-raised shadow-float fixed z-50 animate-[rise_.14s_ease-out] rounded-2xl border p-4 text-sm"
      style={{ width, left, ...edge }}
      {...pointer}
    >
      <p dir="auto" className="truncate font-semibold">
        {source.title}
      </p>
      {place && <p className="text-muted text-[13px]">{place}</p>}
      {words && (
        <p dir="auto" className="border-accent mt-2.5 line-clamp-5 border-s-2 ps-3 leading-relaxed">
          {words}
        </p>
      )}
    </div>,
    // In the main region, so that it is found there by those who go from region to region.
    document.getElementById('chat') ?? document.body,
  );
}
