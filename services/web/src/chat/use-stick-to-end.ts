import { useCallback, useEffect, useRef, useState } from 'react';

/** How near the end still counts as being there, in pixels. */
const NEAR_PX = 72;

/** Keeps a growing list scrolled to its end, unless its reader has scrolled away. */
export function useStickToEnd() {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAway, setIsAway] = useState(false);

  const toEnd = useCallback(() => {
    follows.current = true;
    setIsAway(false);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
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
