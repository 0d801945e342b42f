import { useCallback, useEffect, useRef, useState } from 'react';
import { SourcesPanel } from '../citations/sources-panel.js';
import { useDocumentsHere } from '../documents/documents-context.js';
import { text } from '../text.js';
import { Composer } from './composer.js';
import { EmptyChat } from './empty-chat.js';
import { MessageList } from './message-list.js';
import { textOf } from './parts.js';
import { TroubleCard } from './trouble-card.js';
import { type ChatMessage, type SourceView } from './types.js';
import { useAnswers } from './use-answers.js';
import { useEscape } from './use-escape.js';
import { useKeptSources } from './use-kept-sources.js';
import { useSources } from './use-sources.js';

interface ChatViewProps {
  conversationId: string;
  initial: ChatMessage[];
  /** Where the messages before these begin; null if there are none. */
  earlierCursor: string | null;
  /** The first question of a new conversation is on its way. */
  onBegin: () => void;
  onConversation: (id: string, title?: string) => void;
}

/** One conversation: its messages, the field for the next question, and the sources of an answer beside them. */
export function ChatView({ conversationId, initial, earlierCursor, onBegin, onConversation }: ChatViewProps) {
  const answers = useAnswers({ conversationId, initial, earlierCursor, onConversation });
  const { messages, isRunning, trouble } = answers;
  const [draft, setDraft] = useState('');
  const { items } = useDocumentsHere();
  const [wanted, setWanted] = useState<string[]>([]);
  // A document that was deleted meanwhile cannot be answered from.
  const scope = wanted.filter((id) => items.some((document) => document.id === id));
  const sources = useSources();
  const field = useRef<HTMLTextAreaElement>(null);

  useEscape(isRunning, answers.stop);
  useEffect(() => focusUnlessTouch(field.current), []);

  const ask = (question: string) => {
    if (messages.length === 0) onBegin();
    setDraft('');
    answers.ask(question.trim(), scope);
    focusUnlessTouch(field.current);
  };
  const edit = () => {
    setDraft(answers.takeBack());
    field.current?.focus();
  };

  const last = messages.at(-1);
  const shown = messages.find(({ id }) => id === sources.messageId);
  const isWriting = isRunning && shown === last;
  const passages = useKeptSources(conversationId, shown, isWriting);
  const openSource = useCallback(
    (message: ChatMessage, source: SourceView) => sources.open(message.id, source),
    [sources],
  );
  const answer = last?.role === 'assistant' ? last : null;

  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <main id="chat" tabIndex={-1} aria-label={text.chat.region} className="flex min-w-0 flex-1 flex-col outline-none">
        {messages.length === 0 ? (
          <div className="min-h-0 flex-1 overflow-y-auto">
            <EmptyChat onAsk={ask} />
          </div>
        ) : (
          <MessageList
            answers={answers}
            conversationId={conversationId}
            onOpenSource={openSource}
            onEdit={(messageId, question) => answers.edit(messageId, question, scope)}
            onAgain={() => answers.again(scope)}
            onAsk={ask}
          >
            {trouble && (
              <TroubleCard
                trouble={trouble}
                hasBegun={answer !== null && textOf(answer) !== ''}
                onRetry={() => answers.again(scope)}
                onEdit={answer ? null : edit}
              />
            )}
          </MessageList>
        )}
        <Composer
          field={field}
          draft={draft}
          onDraft={setDraft}
          onSend={() => ask(draft)}
          isRunning={isRunning}
          onStop={() => {
            answers.stop();
            focusUnlessTouch(field.current);
          }}
          scope={scope}
          onScope={setWanted}
        />
        <p role="status" aria-live="polite" className="sr-only" data-testid="announcement">
          {answers.announcement}
        </p>
      </main>
      {shown && <SourcesPanel sources={passages} chosen={sources.chosen} onClose={sources.close} />}
    </div>
  );
}

/** Where there is a real keyboard the field keeps the focus; a phone's own would cover what is to be read. */
function focusUnlessTouch(field: HTMLTextAreaElement | null): void {
  if (window.matchMedia('(pointer: fine)').matches) field?.focus();
  else field?.blur();
}
