import { type DocumentView } from '@shared/contracts';
import { jsonSchema, parseJsonEventStream } from 'ai';
import { request } from '../api/client.js';
import { eventsUrl, getDocument } from '../api/documents.js';
import { ApiError } from '../api/problem.js';
import { isSettled } from './stage.js';

/** Pause before a stream that was cut or refused is opened again, in milliseconds. */
const AGAIN_MS = 2_000;

/** An event that does not carry a document is none of ours. */
const documentSchema = jsonSchema<DocumentView>(
  { type: 'object' },
  {
    validate: (value) =>
      isDocument(value) ? { success: true, value } : { success: false, error: new Error('no document') },
  },
);

/**
 * Tells the progress of one document until it is ready or failed. Read with fetch(), because an EventSource carries no
 * token; between two streams the document is asked for itself, so that nothing is missed.
 *
 * @returns a function that stops watching.
 */
export function watchDocument(id: string, onNews: (document: DocumentView) => void): () => void {
  const stop = new AbortController();
  const tell = (document: DocumentView) => {
    if (stop.signal.aborted) return;
    if (isSettled(document.status)) stop.abort();
    onNews(document);
  };
  const look = async () => {
    try {
      await follow(id, stop.signal, tell);
      tell(await getDocument(id, stop.signal));
    } catch (error) {
      // A stream that breaks is opened again; a document that is gone will not come back.
      if (error instanceof ApiError && error.status === 404) stop.abort();
    }
    if (!stop.signal.aborted) window.setTimeout(() => void look(), AGAIN_MS);
  };
  void look();
  return () => stop.abort();
}

/** Reads one stream to its end. */
async function follow(id: string, signal: AbortSignal, tell: (document: DocumentView) => void): Promise<void> {
  const { body } = await request(eventsUrl(id), { headers: { accept: 'text/event-stream' }, signal });
  if (!body) return;
  const events = parseJsonEventStream({ stream: body, schema: documentSchema }).getReader();
  for (let next = await events.read(); !next.done; next = await events.read()) {
    if (next.value.success) tell(next.value.value);
  }
}

const isDocument = (value: unknown): value is DocumentView =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'status' in value &&
  typeof value.status === 'string';
