import { type FeedbackBody } from '@shared/contracts';
import { RotateCcw } from 'lucide-react';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';
import { CopyButton } from './copy-button.js';
import { FeedbackButtons, FeedbackComment, useFeedback } from './feedback.js';

interface AnswerActionsProps {
  conversationId: string;
  messageId: string;
  content: string;
  initial: FeedbackBody | undefined;
  /** Makes another answer beside this one; null where that is not to be had. */
  onAgain: (() => void) | null;
}

/** What can be done with a finished answer. */
export function AnswerActions({ conversationId, messageId, content, initial, onAgain }: AnswerActionsProps) {
  const feedback = useFeedback(conversationId, messageId, initial);
  return (
    <div>
      <div className="-ms-2 flex items-center gap-0.5">
        <CopyButton content={content} />
        <FeedbackButtons feedback={feedback} />
        {onAgain && (
          <IconButton label={text.chat.again} onClick={onAgain}>
            <RotateCcw aria-hidden />
          </IconButton>
        )}
      </div>
      <FeedbackComment feedback={feedback} />
    </div>
  );
}
