import { useCallback, useEffect, useRef, useState } from 'react';

/** Before a card shows, so that a pointer on its way elsewhere opens none; and before it goes, so that it can be reached. */
const SHOW_MS = 120;
const HIDE_MS = 180;

/** A card that shows while the pointer or the focus is on its trigger, and goes on Escape. */
export function useHoverCard() {
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const timer = useRef(0);

  const later = useCallback((act: () => void, delayMs: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(act, delayMs);
  }, []);
  const hide = useCallback(() => {
    window.clearTimeout(timer.current);
    setAnchor(null);
  }, []);

  useEffect(() => () => window.clearTimeout(timer.current), []);

  useEffect(() => {
    if (!anchor) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // This Escape is for the card; it must not stop the answer as well.
      event.stopPropagation();
      hide();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    window.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true });
      window.removeEventListener('scroll', hide, { capture: true });
    };
  }, [anchor, hide]);

  const showAt = (element: Element) => setAnchor(element.getBoundingClientRect());
  return {
    anchor,
    hide,
    triggerProps: {
      onPointerEnter: ({ currentTarget, pointerType }: React.PointerEvent) => {
        // A finger has no hover: a tap opens the source itself.
        if (pointerType !== 'touch') later(() => showAt(currentTarget), SHOW_MS);
      },
      onPointerLeave: () => later(hide, HIDE_MS),
      onFocus: ({ currentTarget }: React.FocusEvent) => {
        if (currentTarget.matches(':focus-visible')) showAt(currentTarget);
      },
      onBlur: hide,
    },
    cardProps: {
      onPointerEnter: () => window.clearTimeout(timer.current),
      onPointerLeave: () => later(hide, HIDE_MS),
    },
  };
}
