import { useCallback, useEffect, useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { getConversation } from '../api/conversations.js';
import { ApiError } from '../api/problem.js';
import { text } from '../text.js';
import { Button } from '../ui/button.js';
import { LoadState } from '../ui/load-state.js';
import { ChatView } from './chat-view.js';
import { fromHistory } from './history.js';
import { type ChatMessage } from './types.js';

type Loaded = { messages: ChatMessage[]; earlierCursor: string | null } | { problem: string } | 'missing' | null;

interface ConversationPageProps {
  conversationId: string;
  onConversation: (id: string, title?: string) => void;
  onNew: () => void;
}

/** A kept conversation: loads it, then shows it like one that was just held. */
export function ConversationPage({ conversationId, onConversation, onNew }: ConversationPageProps) {
  const [loaded, setLoaded] = useState<Loaded>(null);

  const load = useCallback(
    async (signal?: AbortSignal) => {
      try {
        const { messages, nextCursor } = await getConversation(conversationId, signal);
        setLoaded({
          messages: messages.map((message) => fromHistory(message, conversationId)),
          earlierCursor: nextCursor,
        });
      } catch (error) {
        if (signal?.aborted) return;
        const isMissing = error instanceof ApiError && error.status === 404;
        setLoaded(isMissing ? 'missing' : { problem: sentenceOf(error) });
      }
    },
    [conversationId],
  );

  useEffect(() => {
    const stop = new AbortController();
    void Promise.resolve().then(() => load(stop.signal));
    return () => stop.abort();
  }, [load]);

  if (loaded !== null && loaded !== 'missing' && 'messages' in loaded)
    return (
      <ChatView
        conversationId={conversationId}
        initial={loaded.messages}
        earlierCursor={loaded.earlierCursor}
        onBegin={() => undefined}
        onConversation={onConversation}
      />
    );

  return (
    <main
      id="chat"
      tabIndex={-1}
      aria-label={text.chat.region}
      className="grid flex-1 place-items-center p-6 outline-none"
    >
      {loaded === 'missing' ? (
        <div className="max-w-sm text-center">
          <h1 className="text-xl font-semibold">{text.chat.notFoundTitle}</h1>
          <p className="text-muted mt-2">{text.chat.notFoundBody}</p>
          <Button tone="primary" className="mt-5" onClick={onNew}>
            {text.conversations.create}
          </Button>
        </div>
      ) : (
        <LoadState
          loading={text.chat.loading}
          problem={loaded?.problem ?? null}
          onRetry={() => {
            setLoaded(null);
            void load();
          }}
        />
      )}
    </main>
  );
}
