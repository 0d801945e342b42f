import { useId } from 'react';
import { text } from '../text.js';
import { CitationCard } from './citation-card.js';
import { useCitations } from './citations-context.js';
import { useHoverCard } from './use-hover-card.js';

/** `[n]` in an answer: tells on hover and focus what it points at, and opens the source on click. */
export function CitationChip({ n, nth }: { n: number; nth: number }) {
  const citations = useCitations();
  const { anchor, hide, triggerProps, cardProps } = useHoverCard();
  const cardId = useId();
  const source = citations?.find(n, nth);
  if (!citations || !source) return null;

  return (
    <>
      <button
        type="button"
        data-testid="citation"
        aria-label={text.sources.chip(n, source.title)}
        aria-describedby={anchor ? cardId : undefined}
        onClick={() => {
          hide();
          citations.open(source);
        }}
        className="bg-accent-soft text-accent-strong hover:bg-accent hover:text-on-accent relative -top-[0.3em] mx-[0.15em] inline-grid h-[1.45em] min-w-[1.45em] place-items-center rounded-full px-[0.35em] align-baseline text-[0.7em] leading-none font-semibold tabular-nums transition-colors before:absolute before:-inset-1 before:content-['']"
        {...triggerProps}
      >
        {n}
      </button>
      {anchor && <CitationCard id={cardId} source={source} anchor={anchor} {...cardProps} />}
    </>
  );
}
