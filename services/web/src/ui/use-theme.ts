import { useCallback, useEffect, useState } from 'react';
import { useMedia } from './use-media.js';

export type Theme = 'system' | 'light' | 'dark';

/** The same key that public/theme.js reads before the first paint. */
const STORAGE_KEY = 'groundwork.theme';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

function remembered(): Theme {
  try {
    const choice = window.localStorage.getItem(STORAGE_KEY);
    return choice === 'light' || choice === 'dark' ? choice : 'system';
  } catch {
    return 'system';
  }
}

/** The reader's choice of theme, kept in this browser, and a function that goes to the next one. */
export function useTheme(): { theme: Theme; next: () => void } {
  const [theme, setTheme] = useState<Theme>(remembered);
  const isSystemDark = useMedia('(prefers-color-scheme: dark)');

  useEffect(() => {
    const isDark = theme === 'dark' || (theme === 'system' && isSystemDark);
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
    try {
      window.localStorage.setItem(STORAGE_KEY, theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }, [theme, isSystemDark]);

  return { theme, next: useCallback(() => setTheme((now) => NEXT[now]), []) };
}
