import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query matches, kept up to date. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** Room for the sidebar beside the conversation. */
export const HAS_SIDEBAR = '(min-width: 900px)';
/** Room for the sources beside both. */
export const HAS_SOURCES_PANEL = '(min-width: 1240px)';
/** A phone: overlays come from below. */
export const IS_NARROW = '(max-width: 639px)';
