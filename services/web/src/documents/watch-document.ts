import { type DocumentView } from '@shared/contracts';
import { eventsUrl, getDocument } from '../api/documents.js';
import { ApiError } from '../api/problem.js';
import { isSettled } from './stage.js';

/** Pause between two looks at a document whose event stream is not to be had, in milliseconds. */
const POLL_MS = 2_000;

/** Names an event may carry; `message` is what nameless events are called. */
const EVENT_NAMES = ['message', 'document', 'progress', 'status', 'ready', 'failed'];

/**
 * Tells the progress of one document until it is ready or failed: by its event stream, and by asking now and then if
 * that stream cannot be opened.
 *
 * @returns a function that stops watching.
 */
export function watchDocument(id: string, onNews: (document: DocumentView) => void): () => void {
  const stop = new AbortController();
  const source = new EventSource(eventsUrl(id));
  stop.signal.addEventListener('abort', () => source.close());

  const tell = (document: DocumentView) => {
    if (stop.signal.aborted) return;
    if (isSettled(document.status)) stop.abort();
    onNews(document);
  };

  const onEvent = ({ data }: MessageEvent<string>) => {
    const document = readDocument(data);
    if (document) tell(document);
  };
  for (const name of EVENT_NAMES) source.addEventListener(name, onEvent);

  source.onerror = () => {
    // The browser reconnects by itself after a cut; CLOSED means that it has given up (an error status, say).
    if (source.readyState !== EventSource.CLOSED || stop.signal.aborted) return;
    const poll = async () => {
      try {
        tell(await getDocument(id, stop.signal));
      } catch (error) {
        // A missed look is made up by the next one; a document that is gone will not come back.
        if (error instanceof ApiError && error.status === 404) stop.abort();
      }
      if (!stop.signal.aborted) window.setTimeout(() => void poll(), POLL_MS);
    };
    void poll();
  };

  return () => stop.abort();
}

function readDocument(data: string): DocumentView | null {
  try {
    const news = JSON.parse(data) as Partial<DocumentView> | null;
    return typeof news?.id === 'string' && typeof news.status === 'string' ? (news as DocumentView) : null;
  } catch {
    return null;
  }
}
