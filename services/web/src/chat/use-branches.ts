import { useCallback, useState } from 'react';
import { getConversation, selectBranch } from '../api/conversations.js';
import { fromHistory } from './history.js';
import { type ChatMessage } from './types.js';

/** Which messages of a conversation are shown, of all that were written. */
export interface Branches {
  /** A version is being opened. */
  isBusy: boolean;
  hasFailed: boolean;
  /** Shows the branch through a message. */
  select: (messageId: string) => void;
  /** Takes what is kept in place of what was streamed: only that knows every version. */
  refresh: () => void;
  /** Brings in the messages before the first; null if there are none. */
  showEarlier: (() => void) | null;
}

interface BranchesOptions {
  conversationId: string;
  earlierCursor: string | null;
  setMessages: (change: (all: ChatMessage[]) => ChatMessage[]) => void;
}

/** The versions and the earlier messages of one conversation. */
export function useBranches({ conversationId, earlierCursor, setMessages }: BranchesOptions): Branches {
  const [cursor, setCursor] = useState(earlierCursor);
  const [isBusy, setIsBusy] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);

  const load = useCallback(
    async (before?: string) => {
      const { messages, nextCursor } = await getConversation(conversationId, undefined, before);
      const kept = messages.map((message) => fromHistory(message, conversationId));
      setMessages((all) => (before === undefined ? kept : [...kept, ...all]));
      setCursor(nextCursor);
    },
    [conversationId, setMessages],
  );

  const busily = async (work: () => Promise<void>) => {
    setIsBusy(true);
    setHasFailed(false);
    try {
      await work();
    } catch {
      setHasFailed(true);
    } finally {
      setIsBusy(false);
    }
  };

  return {
    isBusy,
    hasFailed,
    select: (messageId) =>
      void busily(async () => {
        await selectBranch(conversationId, messageId);
        await load();
      }),
    // What was streamed is right as well; it only does not know how many versions there are.
    refresh: () => void load().catch(() => undefined),
    showEarlier: cursor === null ? null : () => void busily(() => load(cursor)),
  };
}
