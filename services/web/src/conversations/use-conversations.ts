import { type ConversationView } from '@shared/contracts';
import { useCallback, useEffect, useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { deleteConversation, listConversations, renameConversation } from '../api/conversations.js';

export interface Conversations {
  items: ConversationView[];
  loading: boolean;
  /** Why the list could not be loaded; null when it could. */
  problem: string | null;
  hasMore: boolean;
  /** Words that titles or questions of the listed conversations hold; '' lists all. */
  query: string;
  search: (query: string) => void;
  more: () => void;
  reload: () => void;
  /** A conversation was begun or went on. Without a title the known one stays. */
  touched: (id: string, title?: string) => void;
  /** @throws {ApiError} */
  rename: (id: string, title: string) => Promise<void>;
  /** @throws {ApiError} */
  remove: (id: string) => Promise<void>;
}

/** Pause in typing after which words are searched for, in milliseconds. */
const TYPING_MS = 200;

/** The reader's conversations. */
export function useConversations(): Conversations {
  const [items, setItems] = useState<ConversationView[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [query, setQuery] = useState('');

  const load = useCallback(async (from: string | null, words: string, signal?: AbortSignal) => {
    setLoading(true);
    setProblem(null);
    try {
      const page = await listConversations(from, words, signal);
      setItems((all) => {
        const known = new Set(from === null ? [] : all.map(({ id }) => id));
        return [...(from === null ? [] : all), ...page.items.filter(({ id }) => !known.has(id))];
      });
      setCursor(page.nextCursor);
    } catch (error) {
      if (signal?.aborted) return;
      setProblem(sentenceOf(error));
    }
    setLoading(false);
  }, []);

  useEffect(() => {
    const outdated = new AbortController();
    const words = query.trim();
    const timer = setTimeout(() => void load(null, words, outdated.signal), words === '' ? 0 : TYPING_MS);
    return () => {
      clearTimeout(timer);
      outdated.abort();
    };
  }, [load, query]);

  const touched = useCallback((id: string, title?: string) => {
    const now = new Date().toISOString();
    setItems((all) => {
      const known = all.find((item) => item.id === id);
      const item = { id, createdAt: now, ...known, title: title ?? known?.title ?? '', updatedAt: now };
      return [item, ...all.filter((other) => other.id !== id)];
    });
  }, []);

  const rename = useCallback(async (id: string, title: string) => {
    await renameConversation(id, title);
    setItems((all) => all.map((item) => (item.id === id ? { ...item, title } : item)));
  }, []);

  const remove = useCallback(async (id: string) => {
    await deleteConversation(id);
    setItems((all) => all.filter((item) => item.id !== id));
  }, []);

  const hasMore = cursor !== null;
  return {
    items,
    loading,
    problem,
    hasMore,
    query,
    search: setQuery,
    more: () => void load(cursor, query.trim()),
    reload: () => void load(null, query.trim()),
    touched,
    rename,
    remove,
  };
}
