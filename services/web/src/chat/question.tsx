import { Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import { text as words } from '../text.js';
import { Button } from '../ui/button.js';
import { IconButton } from '../ui/icon-button.js';
import { textOf } from './parts.js';
import { type ChatMessage } from './types.js';
import { Versions } from './versions.js';

interface QuestionProps {
  message: ChatMessage;
  /** An answer is being written: nothing can be changed until it is there. */
  isBusy: boolean;
  onEdit: (question: string) => void;
  onVersion: (messageId: string) => void;
}

/** What the reader asked, in the version that is shown; it can be asked in other words. */
export function Question({ message, isBusy, onEdit, onVersion }: QuestionProps) {
  const [isEditing, setIsEditing] = useState(false);
  const pencil = useRef<HTMLDivElement>(null);
  const question = textOf(message);

  const close = () => {
    setIsEditing(false);
    // The field is gone after this: the focus goes back to where it came from.
    requestAnimationFrame(() => pencil.current?.querySelector('button')?.focus());
  };

  return (
    <article aria-label={words.chat.you} data-testid="question" className="group flex flex-col items-end gap-1">
      {isEditing ? (
        <QuestionEditor
          question={question}
          onCancel={close}
          onSend={(next) => {
            setIsEditing(false);
            onEdit(next);
          }}
        />
      ) : (
        <p
          dir="auto"
          className="bg-accent-soft max-w-[85%] rounded-2xl rounded-ee-md px-4 py-2.5 leading-relaxed break-words whitespace-pre-wrap"
        >
          {question}
        </p>
      )}
      {!isEditing && (
        <div ref={pencil} className="flex items-center">
          <IconButton
            label={words.chat.edit}
            disabled={isBusy}
            onClick={() => setIsEditing(true)}
            className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 disabled:opacity-0 pointer-coarse:opacity-100"
          >
            <Pencil aria-hidden />
          </IconButton>
          <Versions
            messageId={message.id}
            siblings={message.metadata?.siblings ?? []}
            isDisabled={isBusy}
            onSelect={onVersion}
          />
        </div>
      )}
    </article>
  );
}

interface QuestionEditorProps {
  question: string;
  onSend: (question: string) => void;
  onCancel: () => void;
}

function QuestionEditor({ question, onSend, onCancel }: QuestionEditorProps) {
  const [draft, setDraft] = useState(question);
  const next = draft.trim();
  const canSend = next !== '' && next !== question;
  return (
    <form
      className="border-accent bg-surface w-full rounded-2xl border p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend) onSend(next);
      }}
    >
      <textarea
        autoFocus
        dir="auto"
        rows={Math.min(8, draft.split('\n').length + 1)}
        value={draft}
        aria-label={words.chat.editField}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onCancel();
          }
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (canSend) onSend(next);
        }}
        className="w-full resize-none rounded-lg bg-transparent px-2 py-1 leading-relaxed"
      />
      <div className="mt-1 flex justify-end gap-2">
        <Button onClick={onCancel}>{words.cancel}</Button>
        <Button type="submit" tone="primary" disabled={!canSend}>
          {words.chat.editSend}
        </Button>
      </div>
    </form>
  );
}
