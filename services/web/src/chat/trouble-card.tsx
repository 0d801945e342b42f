import { CircleAlert, Pencil, RotateCcw } from 'lucide-react';
import { type Trouble } from '../api/problem.js';
import { text } from '../text.js';
import { Button } from '../ui/button.js';

interface TroubleCardProps {
  trouble: Trouble;
  /** Some of the answer is there already. */
  hasBegun: boolean;
  onRetry: () => void;
  /** Takes the question back for editing; null when an answer has begun already. */
  onEdit: (() => void) | null;
}

/** Why there is no answer, and what can be done about it. */
export function TroubleCard({ trouble, hasBegun, onRetry, onEdit }: TroubleCardProps) {
  return (
    <div
      role="alert"
      data-testid="chat-error"
      data-code={trouble.code}
      className="border-danger/30 bg-danger-soft rounded-2xl border px-5 py-4"
    >
      <div className="flex gap-3">
        <CircleAlert aria-hidden className="text-danger mt-0.5 size-5 shrink-0" />
        <div className="min-w-0">
          <h2 className="font-semibold">{hasBegun ? text.chat.errorTitle : text.chat.refusedTitle}</h2>
          <p className="mt-0.5 break-words">{trouble.message}</p>
          {trouble.reference && (
            <p className="text-muted mt-1 text-xs break-all">{text.chat.reference(trouble.reference)}</p>
          )}
          <div className="mt-3 flex flex-wrap gap-2">
            <Button onClick={onRetry}>
              <RotateCcw aria-hidden />
              {text.retry}
            </Button>
            {onEdit && (
              <Button onClick={onEdit}>
                <Pencil aria-hidden />
                {text.chat.edit}
              </Button>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}
