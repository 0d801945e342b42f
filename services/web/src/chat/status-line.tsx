import { text } from '../text.js';
import { type Answers } from './use-answers.js';

/** What the answer is doing right now. */
export function StatusLine({ stage }: { stage: NonNullable<Answers['stage']> }) {
  return (
    <p data-testid="status" data-stage={stage} className="text-muted flex items-center gap-2.5 text-sm">
      <span aria-hidden className="flex gap-1">
        {[0, 160, 320].map((delay) => (
          <span
            key={delay}
            className="bg-accent size-1.5 animate-[breathe_1.1s_ease-in-out_infinite] rounded-full"
            style={{ animationDelay: `${delay}ms` }}
          />
        ))}
      </span>
      {text.chat.status[stage]}
    </p>
  );
}
