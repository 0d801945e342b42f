import { Menu, SquarePen, Upload } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { newId } from './api/id.js';
import { ChatView } from './chat/chat-view.js';
import { ConversationPage } from './chat/conversation-page.js';
import { useConversations } from './conversations/use-conversations.js';
import { DocumentsContext } from './documents/documents-context.js';
import { dropHint } from './documents/largest-file.js';
import { useDocuments } from './documents/use-documents.js';
import { useDocumentNews } from './documents/use-document-news.js';
import { usePageDrop } from './documents/use-page-drop.js';
import { Sidebar, type Tab } from './sidebar.js';
import { text } from './text.js';
import { Brand } from './ui/brand.js';
import { IconButton } from './ui/icon-button.js';
import { Modal } from './ui/modal.js';
import { HAS_SIDEBAR, useMedia } from './ui/use-media.js';
import { goTo, useConversationInHash } from './use-route.js';

/** The whole page: documents and conversations at the side, the chat in the middle. */
export function App() {
  const documents = useDocuments();
  const conversations = useConversations();
  const inHash = useConversationInHash();
  const [draft, setDraft] = useState(() => ({ id: newId(), begun: false }));
  const [tab, setTab] = useState<Tab>('documents');
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const hasSidebar = useMedia(HAS_SIDEBAR);

  // A new conversation has its id before the server knows it; once the reader leaves it, it is one like the others.
  if (draft.begun && inHash !== draft.id) setDraft({ id: newId(), begun: false });
  const isDraft = inHash === null || inHash === draft.id;

  const { add } = documents;
  const addFiles = useCallback(
    (files: File[]) => {
      add(files);
      setTab('documents');
    },
    [add],
  );
  const isDropping = usePageDrop(addFiles);

  const startNew = () => {
    setDraft({ id: newId(), begun: false });
    setIsDrawerOpen(false);
    goTo(null);
  };
  const begin = () => {
    goTo(draft.id, 'replace');
    setDraft({ id: draft.id, begun: true });
  };

  const documentNews = useDocumentNews(documents.items);
  const title = conversations.items.find(({ id }) => id === inHash)?.title;
  useEffect(() => {
    document.title = title ? `${title} · ${text.product}` : text.product;
  }, [title]);

  const sidebar = (
    <Sidebar
      tab={tab}
      onTab={setTab}
      conversations={conversations}
      openId={inHash}
      onOpen={() => setIsDrawerOpen(false)}
      onNew={startNew}
      onRemoved={(id) => {
        if (id === inHash) startNew();
      }}
    />
  );

  return (
    <DocumentsContext value={documents}>
      <a
        href="#chat"
        onClick={(event) => {
          // The address bar's hash is the conversation: the jump must not overwrite it.
          event.preventDefault();
          document.getElementById('chat')?.focus();
        }}
        className="bg-accent text-on-accent fixed start-3 -top-20 z-50 rounded-xl px-4 py-2 font-medium focus:top-3"
      >
        {text.skipToChat}
      </a>
      <div className="flex h-dvh flex-col">
        {!hasSidebar && (
          <header className="border-line bg-surface flex items-center justify-between border-b px-2.5 py-2">
            <IconButton label={text.menu} onClick={() => setIsDrawerOpen(true)} className="size-10!" data-testid="menu">
              <Menu aria-hidden className="size-5!" />
            </IconButton>
            <Brand />
            <IconButton label={text.conversations.create} onClick={startNew} className="size-10!">
              <SquarePen aria-hidden className="size-5!" />
            </IconButton>
          </header>
        )}
        <div className="flex min-h-0 flex-1">
          {hasSidebar && (
            <aside aria-label={text.sidebar} className="border-line bg-surface w-[19rem] shrink-0 border-e">
              {sidebar}
            </aside>
          )}
          {isDraft ? (
            <ChatView
              key={draft.id}
              conversationId={draft.id}
              initial={[]}
              earlierCursor={null}
              onBegin={begin}
              onConversation={conversations.touched}
            />
          ) : (
            <ConversationPage
              key={inHash}
              conversationId={inHash}
              onConversation={conversations.touched}
              onNew={startNew}
            />
          )}
        </div>
      </div>
      <p role="status" className="sr-only" data-testid="document-news">
        {documentNews}
      </p>
      {isDrawerOpen && !hasSidebar && (
        <Modal label={text.sidebar} shape="left" onClose={() => setIsDrawerOpen(false)}>
          {sidebar}
        </Modal>
      )}
      {isDropping && (
        <div className="bg-canvas/70 pointer-events-none fixed inset-0 z-40 grid place-items-center p-6 backdrop-blur-sm">
          <div className="border-accent bg-surface shadow-float grid justify-items-center gap-3 rounded-3xl border-2 border-dashed px-14 py-12">
            <Upload aria-hidden className="text-accent size-8" />
            <p className="text-lg font-semibold">{text.documents.dropAnywhere}</p>
            <p className="text-muted text-sm">{dropHint()}</p>
          </div>
        </div>
      )}
    </DocumentsContext>
  );
}
