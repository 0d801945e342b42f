import { useCallback, useEffect, useRef, useState } from 'react';

/** How near the end still counts as being there, in pixels. */
const NEAR_PX = 72;

/** Keeps a growing list scrolled to its end, unless its reader has scrolled away. */
export function useStickToEnd() {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const lastTop = useRef(0);
  const [isAway, setIsAway] = useState(false);

  const toEnd = useCallback(() => {
    follows.current = true;
    setIsAway(false);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop } = element;
    // Only going up is leaving: what grew at the end while a scroll was on its way is no reader's doing.
    if (element.scrollHeight - scrollTop - element.clientHeight < NEAR_PX) follows.current = true;
    else if (scrollTop < lastTop.current) follows.current = false;
    lastTop.current = scrollTop;
    setIsAway(!follows.current);
  }, []);

  useEffect(() => {
    if (!content.current) return;
    const observer = new ResizeObserver(() => {
      if (follows.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    });
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return { scroller, content, onScroll, isAway, toEnd };
}
