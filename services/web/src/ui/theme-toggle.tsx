import { Monitor, Moon, Sun } from 'lucide-react';
import { text } from '../text.js';
import { IconButton } from './icon-button.js';
import { useTheme } from './use-theme.js';

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Goes round the themes: the system's, light, dark. */
export function ThemeToggle() {
  const { theme, next } = useTheme();
  const Icon = ICONS[theme];
  return (
    <IconButton label={text.theme[theme]} onClick={next} data-testid="theme-toggle">
      <Icon aria-hidden />
    </IconButton>
  );
}
