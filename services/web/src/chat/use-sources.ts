import { useMemo, useRef, useState } from 'react';
import { type SourceView } from './types.js';

interface Open {
  messageId: string;
  chosen: SourceView;
}

/** Which answer's sources are on show, and which of them was asked for. Closing gives the focus back. */
export function useSources() {
  const [shown, setShown] = useState<Open | null>(null);
  const opener = useRef<Element | null>(null);

  return useMemo(
    () => ({
      messageId: shown?.messageId ?? null,
      chosen: shown?.chosen ?? null,
      open: (messageId: string, chosen: SourceView) => {
        opener.current = document.activeElement;
        setShown({ messageId, chosen });
      },
      close: () => {
        setShown(null);
        if (opener.current instanceof HTMLElement) opener.current.focus();
      },
    }),
    [shown],
  );
}
