import { text as words } from '../text.js';

/** What the reader asked. */
export function Question({ text }: { text: string }) {
  return (
    <article aria-label={words.chat.you} data-testid="question" className="flex justify-end">
      <p
        dir="auto"
        className="bg-accent-soft max-w-[85%] rounded-2xl rounded-ee-md px-4 py-2.5 leading-relaxed break-words whitespace-pre-wrap"
      >
        {text}
      </p>
    </article>
  );
}
