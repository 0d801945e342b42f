import { type ConversationView } from '@shared/contracts';
import { useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { text } from '../text.js';
import { Button } from '../ui/button.js';
import { Confirm } from '../ui/confirm.js';
import { LoadState } from '../ui/load-state.js';
import { ConversationRow } from './conversation-row.js';
import { byAge } from './groups.js';
import { type Conversations } from './use-conversations.js';

const words = text.conversations;

interface ConversationListProps {
  conversations: Conversations;
  openId: string | null;
  onOpen: () => void;
  /** A conversation is gone. */
  onRemoved: (id: string) => void;
}

/** The reader's conversations, by age. */
export function ConversationList({ conversations, openId, onOpen, onRemoved }: ConversationListProps) {
  const { items, loading, problem, query } = conversations;
  const isSearching = query.trim() !== '';
  const [doomed, setDoomed] = useState<ConversationView | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const rename = (id: string, title: string) => {
    setFailure(null);
    conversations.rename(id, title).catch((error: unknown) => setFailure(sentenceOf(error)));
  };

  return (
    <nav aria-label={words.list} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      {(items.length > 0 || query !== '') && (
        <div className="px-1 pt-1">
          <input
            type="search"
            value={query}
            maxLength={200}
            onChange={({ target }) => conversations.search(target.value)}
            aria-label={words.search}
            placeholder={words.search}
            className="border-line bg-surface placeholder:text-faint w-full rounded-xl border px-3 py-2 text-sm"
          />
        </div>
      )}
      {failure && (
        <p role="alert" className="text-danger px-3 py-2 text-sm">
          {failure}
        </p>
      )}
      {byAge(items, new Date()).map((group) => (
        <section key={group.age} aria-label={words[group.age]}>
          <h2 className="text-faint px-3 pt-4 pb-1 text-xs font-medium">{words[group.age]}</h2>
          <ul>
            {group.items.map((conversation) => (
              <ConversationRow
                key={conversation.id}
                conversation={conversation}
                isOpen={conversation.id === openId}
                onOpen={onOpen}
                onRename={(title) => rename(conversation.id, title)}
                onRemove={() => setDoomed(conversation)}
              />
            ))}
          </ul>
        </section>
      ))}
      {items.length === 0 && (loading || problem !== null) && (
        <LoadState loading={words.loading} problem={problem} onRetry={conversations.reload} />
      )}
      {items.length === 0 && !loading && problem === null && (
        <p role="status" className="text-muted px-3 py-4 text-sm">
          {isSearching ? words.noMatch : words.empty}
        </p>
      )}
      {conversations.hasMore && (
        <Button className="mt-2 w-full" disabled={loading} onClick={conversations.more}>
          {text.showMore}
        </Button>
      )}
      {doomed && (
        <Confirm
          title={words.removeTitle}
          body={words.removeBody(doomed.title || words.untitled)}
          action={text.delete}
          onConfirm={async () => {
            await conversations.remove(doomed.id);
            onRemoved(doomed.id);
          }}
          onClose={() => setDoomed(null)}
        />
      )}
    </nav>
  );
}
