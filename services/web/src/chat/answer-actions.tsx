import { type FeedbackBody } from '@shared/contracts';
import { CopyButton } from './copy-button.js';
import { FeedbackButtons, FeedbackComment, useFeedback } from './feedback.js';

interface AnswerActionsProps {
  conversationId: string;
  messageId: string;
  content: string;
  initial: FeedbackBody | undefined;
}

/** What can be done with a finished answer. */
export function AnswerActions({ conversationId, messageId, content, initial }: AnswerActionsProps) {
  const feedback = useFeedback(conversationId, messageId, initial);
  return (
    <div>
      <div className="-ms-2 flex items-center gap-0.5">
        <CopyButton content={content} />
        <FeedbackButtons feedback={feedback} />
      </div>
      <FeedbackComment feedback={feedback} />
    </div>
  );
}
