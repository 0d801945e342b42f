import { SquarePen } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import { ConversationList } from './conversations/conversation-list.js';
import { type Conversations } from './conversations/use-conversations.js';
import { DocumentList } from './documents/document-list.js';
import { useDocumentsHere } from './documents/documents-context.js';
import { SignOutButton } from './sign-in/sign-out-button.js';
import { text } from './text.js';
import { Brand } from './ui/brand.js';
import { Button } from './ui/button.js';
import { ThemeToggle } from './ui/theme-toggle.js';

export type Tab = 'conversations' | 'documents';

const TABS: Tab[] = ['documents', 'conversations'];

interface SidebarProps {
  tab: Tab;
  onTab: (tab: Tab) => void;
  conversations: Conversations;
  openId: string | null;
  /** A conversation was chosen: where the sidebar is a drawer, it closes. */
  onOpen: () => void;
  onNew: () => void;
  onRemoved: (id: string) => void;
}

/** What the reader has: documents and conversations. */
export function Sidebar({ tab, onTab, conversations, openId, onOpen, onNew, onRemoved }: SidebarProps) {
  const { items, uploads } = useDocumentsHere();
  const id = useId();
  const documentCount = items.length + uploads.filter(({ state }) => state !== 'failed' && state !== 'known').length;

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tab === 'documents' ? 'conversations' : 'documents';
    onTab(other);
    document.getElementById(`${id}-${other}`)?.focus();
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center justify-between px-5 pt-4 pb-3">
        <Brand />
        <span className="flex">
          <ThemeToggle />
          <SignOutButton />
        </span>
      </div>
      <div className="px-3 pb-3">
        <Button tone="soft" className="min-h-10 w-full" onClick={onNew} data-testid="new-chat">
          <SquarePen aria-hidden />
          {text.conversations.create}
        </Button>
      </div>
      <div
        role="tablist"
        aria-label={text.sidebar}
        className="bg-sunken mx-3 mb-2 flex rounded-xl p-1"
        onKeyDown={onKey}
      >
        {TABS.map((name) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls={`${id}-panel`}
            tabIndex={tab === name ? 0 : -1}
            onClick={() => onTab(name)}
            className={`flex-1 rounded-lg px-2 py-1.5 text-sm font-medium transition-colors ${
              tab === name ? 'bg-raised shadow-card text-ink' : 'text-muted hover:text-ink'
            }`}
          >
            {text[name].heading}
            {name === 'documents' && documentCount > 0 && (
              <span className="text-muted ms-1.5 text-xs tabular-nums">{documentCount}</span>
            )}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`} className="flex min-h-0 flex-1 flex-col">
        {tab === 'documents' ? (
          <DocumentList />
        ) : (
          <ConversationList conversations={conversations} openId={openId} onOpen={onOpen} onRemoved={onRemoved} />
        )}
      </div>
    </div>
  );
}
