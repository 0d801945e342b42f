import { ArrowUp, Paperclip, Square } from 'lucide-react';
import { type RefObject, useId, useLayoutEffect } from 'react';
import { ACCEPTED } from '../documents/accepted.js';
import { useDocumentsHere } from '../documents/documents-context.js';
import { text } from '../text.js';
import { ScopePicker } from './scope-picker.js';

const words = text.chat;

/** Tallest the field grows before it scrolls, in pixels: about eight lines. */
const MAX_HEIGHT_PX = 208;

function fitToText(element: HTMLTextAreaElement): void {
  element.style.height = 'auto';
  element.style.height = `${Math.min(element.scrollHeight, MAX_HEIGHT_PX)}px`;
}

interface ComposerProps {
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (draft: string) => void;
  onSend: () => void;
  isRunning: boolean;
  onStop: () => void;
  scope: readonly string[];
  onScope: (documentIds: string[]) => void;
}

/** Where the question is written. */
export function Composer({ field, draft, onDraft, onSend, isRunning, onStop, scope, onScope }: ComposerProps) {
  const { items, add } = useDocumentsHere();
  const fileId = useId();
  const canSend = draft.trim() !== '' && !isRunning;

  useLayoutEffect(() => {
    if (field.current) fitToText(field.current);
  }, [draft, field]);

  return (
    <form
      className="mx-auto w-full max-w-[46rem] px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) onSend();
      }}
    >
      <div className="border-line bg-surface shadow-card focus-within:border-accent rounded-3xl border transition-colors">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={draft}
          aria-label={words.field}
          placeholder={items.length === 0 ? words.placeholderEmpty : words.placeholder}
          onChange={({ target }) => onDraft(target.value)}
          onKeyDown={(event) => {
            // Enter also ends the choice of a character in Chinese, Japanese and Korean input: that one is not ours.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            if (canSend) onSend();
          }}
          className="placeholder:text-faint block w-full resize-none bg-transparent px-5 pt-4 pb-1 text-base leading-relaxed outline-none"
        />
        <div className="flex items-center gap-1 px-2.5 pb-2.5">
          <label
            htmlFor={fileId}
            title={words.attach}
            className="text-muted hover:bg-sunken hover:text-ink has-[:focus-visible]:outline-accent grid size-9 place-items-center rounded-full transition-colors has-[:focus-visible]:outline-2"
          >
            <Paperclip aria-hidden className="size-[18px]" />
            <input
              id={fileId}
              type="file"
              multiple
              accept={ACCEPTED}
              aria-label={words.attach}
              className="sr-only"
              onChange={({ target }) => {
                add(Array.from(target.files ?? []));
                target.value = '';
              }}
            />
          </label>
          <ScopePicker scope={scope} onScope={onScope} />
          <span className="flex-1" />
          {isRunning ? (
            <button
              key="stop"
              type="button"
              aria-label={words.stop}
              title={words.stop}
              onClick={onStop}
              className="bg-ink text-surface grid size-9 place-items-center rounded-full transition-opacity hover:opacity-85"
            >
              <Square aria-hidden className="size-3.5 fill-current" />
            </button>
          ) : (
            <button
              key="send"
              type="submit"
              aria-label={words.send}
              title={words.send}
              disabled={!canSend}
              className="bg-accent text-on-accent hover:bg-accent-strong disabled:bg-line disabled:text-faint grid size-9 place-items-center rounded-full transition-colors"
            >
              <ArrowUp aria-hidden className="size-[18px]" />
            </button>
          )}
        </div>
      </div>
      <p className="text-faint mt-2 hidden text-center text-xs sm:block">{words.hint}</p>
    </form>
  );
}
