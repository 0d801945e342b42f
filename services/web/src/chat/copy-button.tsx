import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';

/** How long the button says that it has copied, in milliseconds. */
const SHOWN_MS = 1_800;

/** Copies an answer, Markdown and citation numbers included. */
export function CopyButton({ content }: { content: string }) {
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = window.setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [isCopied]);

  const copy = () => {
    // Refused where the page has no permission for the clipboard: then the button does not claim success.
    navigator.clipboard?.writeText(content).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  };

  return (
    <IconButton label={isCopied ? text.chat.copied : text.chat.copy} onClick={copy}>
      {isCopied ? <Check aria-hidden className="text-accent" /> : <Copy aria-hidden />}
    </IconButton>
  );
}
