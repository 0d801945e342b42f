import { type DocumentView } from '@shared/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { deleteDocument, listDocuments, retryDocument, tagDocument } from '../api/documents.js';
import { withDocument } from './stage.js';
import { useProgress } from './use-progress.js';
import { type Uploads, useUploads } from './use-uploads.js';

export interface Documents extends Uploads {
  items: DocumentView[];
  loading: boolean;
  /** Why the list could not be loaded; null when it could. */
  problem: string | null;
  hasMore: boolean;
  more: () => void;
  reload: () => void;
  /** @throws {ApiError} */
  remove: (id: string) => Promise<void>;
  /** @throws {ApiError} */
  retry: (id: string) => Promise<void>;
  /** @throws {ApiError} */
  tag: (id: string, tags: readonly string[]) => Promise<void>;
}

/** The reader's documents: the list, what is on its way into it, and what happens to each. */
export function useDocuments(): Documents {
  const [items, setItems] = useState<DocumentView[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);

  // News that was on its way while a document was deleted must not bring it back.
  const removed = useRef(new Set<string>());
  const take = useCallback((news: DocumentView) => {
    if (!removed.current.has(news.id)) setItems((all) => withDocument(all, news));
  }, []);
  const uploads = useUploads(take);

  const load = useCallback(async (from: string | null) => {
    setLoading(true);
    setProblem(null);
    try {
      const page = await listDocuments(from);
      // A page may repeat what an upload has put on the list already.
      setItems((all) => {
        const known = new Set(from === null ? [] : all.map(({ id }) => id));
        return [...(from === null ? [] : all), ...page.items.filter(({ id }) => !known.has(id))];
      });
      setCursor(page.nextCursor);
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setLoading(false);
    }
  }, []);

  useEffect(() => {
    void Promise.resolve().then(() => load(null));
  }, [load]);

  useProgress(items, take);

  const remove = useCallback(async (id: string) => {
    await deleteDocument(id);
    removed.current.add(id);
    setItems((all) => all.filter((item) => item.id !== id));
  }, []);

  const retry = useCallback(async (id: string) => take(await retryDocument(id)), [take]);

  const tag = useCallback(async (id: string, tags: readonly string[]) => take(await tagDocument(id, tags)), [take]);

  return {
    ...uploads,
    items,
    loading,
    problem,
    hasMore: cursor !== null,
    more: () => void load(cursor),
    reload: () => void load(null),
    remove,
    retry,
    tag,
  };
}
