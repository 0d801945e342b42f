import { ChevronLeft, ChevronRight } from 'lucide-react';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';

const words = text.chat;

interface VersionsProps {
  messageId: string;
  /** Every version of the message, this one included, in the order they were written. */
  siblings: readonly string[];
  isDisabled: boolean;
  onSelect: (messageId: string) => void;
}

/** Which version of a message is shown, and the way to the others. Nothing where there is one only. */
export function Versions({ messageId, siblings, isDisabled, onSelect }: VersionsProps) {
  const at = siblings.indexOf(messageId);
  if (siblings.length < 2 || at < 0) return null;
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  return (
    <span role="group" aria-label={words.versions} data-testid="versions" className="flex items-center">
      <IconButton
        label={words.versionBefore}
        disabled={isDisabled || before === undefined}
        onClick={() => before !== undefined && onSelect(before)}
      >
        <ChevronLeft aria-hidden className="rtl:rotate-180" />
      </IconButton>
      <span className="text-muted text-[13px] tabular-nums" aria-label={words.version(at + 1, siblings.length)}>
        {at + 1} / {siblings.length}
      </span>
      <IconButton
        label={words.versionAfter}
        disabled={isDisabled || after === undefined}
        onClick={() => after !== undefined && onSelect(after)}
      >
        <ChevronRight aria-hidden className="rtl:rotate-180" />
      </IconButton>
    </span>
  );
}
