import { type DocumentView } from '@shared/contracts';
import { useEffect, useRef } from 'react';
import { listDocuments } from '../api/documents.js';
import { isSettled } from './stage.js';
import { watchDocument } from './watch-document.js';

/** Documents followed by an event stream of their own. Each holds one of the browser's six connections to the server. */
const STREAMS_AT_ONCE = 2;
/** Pause between two looks at the list while more documents than that are unfinished, in milliseconds. */
const POLL_MS = 4_000;

/** Keeps unfinished documents up to date: the first few by events, the others by looking at the list now and then. */
export function useProgress(items: readonly DocumentView[], onNews: (document: DocumentView) => void): void {
  const unfinished = items.filter(({ status }) => !isSettled(status)).map(({ id }) => id);
  // The oldest are worked on first, and the list is newest first.
  const watched = unfinished.slice(-STREAMS_AT_ONCE);
  const wanted = watched.join(' ');
  const isCrowded = unfinished.length > STREAMS_AT_ONCE;
  const watches = useRef(new Map<string, () => void>());

  useEffect(() => {
    const open = watches.current;
    const ids = wanted === '' ? [] : wanted.split(' ');
    for (const [id, stop] of open) {
      if (ids.includes(id)) continue;
      stop();
      open.delete(id);
    }
    for (const id of ids) if (!open.has(id)) open.set(id, watchDocument(id, onNews));
  }, [wanted, onNews]);

  useEffect(() => {
    const open = watches.current;
    return () => {
      open.forEach((stop) => stop());
      open.clear();
    };
  }, []);

  useEffect(() => {
    if (!isCrowded) return;
    const stop = new AbortController();
    const look = async () => {
      try {
        const page = await listDocuments(null, stop.signal);
        page.items.forEach(onNews);
      } catch {
        // A missed look is made up by the next one.
      }
    };
    const timer = window.setInterval(() => void look(), POLL_MS);
    return () => {
      window.clearInterval(timer);
      stop.abort();
    };
  }, [isCrowded, onNews]);
}
