import { Download } from 'lucide-react';
import { exportAddress } from '../api/conversations.js';
import { text } from '../text.js';
import { FileLink } from '../ui/file-link.js';

const words = text.conversations;

/** The conversation as a file to keep: to read, or for programs. */
export function ExportLinks({ conversationId }: { conversationId: string }) {
  return (
    <nav
      aria-label={words.export}
      data-testid="export"
      className="text-muted flex items-center justify-end gap-3 text-[13px]"
    >
      <Download aria-hidden className="size-4" />
      {(['markdown', 'json'] as const).map((format) => (
        <FileLink
          key={format}
          href={exportAddress(conversationId, format)}
          isSaved
          aria-label={words.exportAs[format].name}
          className="hover:text-ink underline underline-offset-4"
        >
          {words.exportAs[format].label}
        </FileLink>
      ))}
    </nav>
  );
}
