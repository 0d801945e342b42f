import { useEffect, useState } from 'react';
import { getConversation } from '../api/conversations.js';
import { sourcesOf } from '../citations/sources.js';
import { fromHistory } from './history.js';
import { type ChatMessage, type SourceView } from './types.js';

/**
 * The sources of an answer with their whole passages. The stream may carry the quotes alone, to stay small: the passages
 * around them, and those that were read but not cited, then come from the kept conversation once the answer is finished.
 */
export function useKeptSources(
  conversationId: string,
  message: ChatMessage | undefined,
  isRunning: boolean,
): SourceView[] {
  const [kept, setKept] = useState<{ messageId: string; sources: SourceView[] } | null>(null);
  const live = message ? sourcesOf(message) : [];
  const messageId = message?.id;
  const isWanted = !isRunning && messageId !== kept?.messageId && live.some(({ text }) => text === undefined);

  useEffect(() => {
    if (!isWanted || messageId === undefined) return;
    const stop = new AbortController();
    const load = async () => {
      try {
        const { messages } = await getConversation(conversationId, stop.signal);
        const view = messages.find(({ id }) => id === messageId);
        if (view) setKept({ messageId, sources: sourcesOf(fromHistory(view, conversationId)) });
      } catch {
        // The quotes are on show already; without the passages around them they are still right.
      }
    };
    void load();
    return () => stop.abort();
  }, [conversationId, isWanted, messageId]);

  return kept && kept.messageId === messageId && kept.sources.length > 0 ? kept.sources : live;
}
