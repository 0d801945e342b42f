import { type ConversationView } from '@shared/contracts';
import { Pencil, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { hashOf } from '../route.js';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';

const words = text.conversations;

interface ConversationRowProps {
  conversation: ConversationView;
  isOpen: boolean;
  onOpen: () => void;
  onRename: (title: string) => void;
  onRemove: () => void;
}

/** One conversation: opens on click, and becomes a field while it is renamed. */
export function ConversationRow({ conversation, isOpen, onOpen, onRename, onRemove }: ConversationRowProps) {
  const [isEditing, setIsEditing] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const title = conversation.title || words.untitled;

  const finish = (next: string | null) => {
    setIsEditing(false);
    const trimmed = next?.trim();
    if (trimmed && trimmed !== conversation.title) onRename(trimmed);
    // The field is gone after this: the focus goes back to where it came from.
    requestAnimationFrame(() => link.current?.focus());
  };

  if (isEditing)
    return (
      <li className="px-1 py-0.5">
        <input
          autoFocus
          dir="auto"
          maxLength={300}
          defaultValue={conversation.title}
          aria-label={words.renameField}
          onFocus={({ target }) => target.select()}
          onBlur={({ target }) => finish(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            event.currentTarget.value = conversation.title;
            event.currentTarget.blur();
          }}
          className="border-accent bg-surface w-full rounded-lg border px-2 py-1.5 text-sm"
        />
      </li>
    );

  return (
    <li
      data-testid="conversation"
      className={`group flex items-center rounded-xl pe-1 transition-colors ${isOpen ? 'bg-accent-soft' : 'hover:bg-sunken/70'}`}
    >
      <a
        ref={link}
        href={hashOf(conversation.id)}
        onClick={onOpen}
        dir="auto"
        title={title}
        aria-current={isOpen ? 'page' : undefined}
        className={`min-w-0 flex-1 truncate rounded-xl px-3 py-2 text-sm -outline-offset-2 ${isOpen ? 'font-medium' : ''}`}
      >
        {title}
      </a>
      <span className="hidden group-focus-within:flex group-hover:flex pointer-coarse:flex">
        <IconButton label={words.rename(title)} onClick={() => setIsEditing(true)}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton label={words.remove(title)} tone="danger" onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}
