import { type Refusal } from '@shared/contracts';
import { FileQuestion, ShieldAlert } from 'lucide-react';
import { text } from '../text.js';

/** An answer that was not given, told calmly: what is so, and what could help. */
export function RefusalCard({ refusal }: { refusal: Refusal }) {
  const words = text.refusal;
  const isUnanswered = refusal.reason === 'nothing-found' || refusal.reason === 'not-in-sources';
  const Icon = isUnanswered ? FileQuestion : ShieldAlert;
  return (
    <div
      data-testid="refusal"
      data-reason={refusal.reason}
      className="border-line bg-surface flex gap-4 rounded-2xl border px-5 py-4"
    >
      <span className="bg-sunken text-muted grid size-10 shrink-0 place-items-center rounded-full">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="min-w-0">
        <h2 className="font-semibold">{words[refusal.reason] ?? words.other}</h2>
        <p dir="auto" className="mt-0.5">
          {refusal.message}
        </p>
        {isUnanswered && <p className="text-muted mt-2 text-sm">{words.tips}</p>}
      </div>
    </div>
  );
}
