import { type FeedbackBody } from '@shared/contracts';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { sendFeedback } from '../api/conversations.js';
import { text } from '../text.js';
import { Button } from '../ui/button.js';
import { IconButton } from '../ui/icon-button.js';

const words = text.chat;

interface FeedbackState {
  rating: FeedbackBody['rating'] | null;
  /** The field for a comment is open. */
  isAsking: boolean;
  note: string;
  rate: (rating: FeedbackBody['rating']) => void;
  comment: (comment: string) => void;
}

/** A reader's opinion of one answer. The rating is kept at once; the comment to a bad one follows if there is any. */
export function useFeedback(
  conversationId: string,
  messageId: string,
  initial: FeedbackBody | undefined,
): FeedbackState {
  const [rating, setRating] = useState(initial?.rating ?? null);
  const [isAsking, setIsAsking] = useState(false);
  const [note, setNote] = useState('');

  const keep = async (feedback: FeedbackBody, before: FeedbackBody['rating'] | null) => {
    setRating(feedback.rating);
    try {
      await sendFeedback(conversationId, messageId, feedback);
      setNote(words.feedbackThanks);
    } catch {
      setRating(before);
      setNote(words.feedbackFailed);
    }
  };

  return {
    rating,
    isAsking,
    note,
    rate: (next) => {
      setIsAsking(next === 'down');
      setNote('');
      void keep({ rating: next }, rating);
    },
    comment: (comment) => {
      setIsAsking(false);
      const trimmed = comment.trim();
      if (trimmed !== '') void keep({ rating: 'down', comment: trimmed }, rating);
    },
  };
}

/** Thumbs up, thumbs down. */
export function FeedbackButtons({ feedback }: { feedback: FeedbackState }) {
  return (
    <>
      <IconButton
        label={words.good}
        aria-pressed={feedback.rating === 'up'}
        onClick={() => feedback.rate('up')}
        className="aria-pressed:text-accent aria-pressed:[&_svg]:fill-accent-soft"
      >
        <ThumbsUp aria-hidden />
      </IconButton>
      <IconButton
        label={words.bad}
        aria-pressed={feedback.rating === 'down'}
        onClick={() => feedback.rate('down')}
        className="aria-pressed:text-danger aria-pressed:[&_svg]:fill-danger-soft"
      >
        <ThumbsDown aria-hidden />
      </IconButton>
    </>
  );
}

/** What was wrong, in the reader's own words; and that it was kept. */
export function FeedbackComment({ feedback }: { feedback: FeedbackState }) {
  return (
    <>
      {feedback.isAsking && (
        <form
          className="border-line bg-surface mt-2 flex animate-[rise_.16s_ease-out] gap-2 rounded-2xl border p-2"
          onSubmit={(event) => {
            event.preventDefault();
            const comment = new FormData(event.currentTarget).get('comment');
            if (typeof comment === 'string') feedback.comment(comment);
          }}
        >
          <input
            name="comment"
            autoFocus
            dir="auto"
            maxLength={4_000}
            aria-label={words.feedbackField}
            placeholder={words.feedbackField}
            className="placeholder:text-faint min-w-0 flex-1 rounded-lg bg-transparent px-2 text-sm"
          />
          <Button type="submit">{words.feedbackSend}</Button>
        </form>
      )}
      <p role="status" className="text-muted text-[13px]">
        {feedback.note}
      </p>
    </>
  );
}
