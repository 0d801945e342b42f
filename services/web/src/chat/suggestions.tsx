import { ArrowUpRight } from 'lucide-react';
import { text } from '../text.js';

interface SuggestionsProps {
  questions: readonly string[];
  isDisabled: boolean;
  onAsk: (question: string) => void;
}

/** Questions that go on from an answer, each asked by a press. */
export function Suggestions({ questions, isDisabled, onAsk }: SuggestionsProps) {
  if (questions.length === 0) return null;
  return (
    <ul aria-label={text.chat.suggestions} data-testid="suggestions" className="flex flex-wrap gap-2">
      {questions.map((question) => (
        <li key={question} className="min-w-0">
          <button
            type="button"
            disabled={isDisabled}
            onClick={() => onAsk(question)}
            className="group border-line bg-surface hover:border-accent flex max-w-full items-start gap-2 rounded-2xl border px-3.5 py-2 text-start text-sm transition-colors disabled:opacity-50"
          >
            <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
              {question}
            </span>
            <ArrowUpRight aria-hidden className="text-faint group-hover:text-accent mt-0.5 size-4 shrink-0" />
          </button>
        </li>
      ))}
    </ul>
  );
}
