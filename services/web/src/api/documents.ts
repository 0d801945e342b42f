import { type DocumentView, type Page } from '@shared/contracts';
import { getJson, request, sendJson } from './client.js';

const at = (id: string, rest = '') => `/api/documents/${encodeURIComponent(id)}${rest}`;

/** One page of the reader's documents, newest first. */
export const listDocuments = (cursor: string | null, signal?: AbortSignal) =>
  getJson<Page<DocumentView>>(
    `/api/documents?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    signal,
  );

export const getDocument = (id: string, signal?: AbortSignal) => getJson<DocumentView>(at(id), signal);

/** Puts a failed document back into the queue. */
export const retryDocument = async (id: string): Promise<DocumentView> => {
  const response = await request(at(id, '/retry'), { method: 'POST' });
  return (await response.json()) as DocumentView;
};

/** Gives a document these tags instead of those it has. */
export const tagDocument = async (id: string, tags: readonly string[]): Promise<DocumentView> => {
  const response = await sendJson('PATCH', at(id), { tags });
  return (await response.json()) as DocumentView;
};

export const deleteDocument = async (id: string) => (await request(at(id), { method: 'DELETE' })).ok;

/** Address of the stream of a document's progress. */
export const eventsUrl = (id: string) => at(id, '/events');

/** Address of the file itself, opened at `page` (counted from 1) by readers that can. */
export const contentUrl = (id: string, page?: number) =>
  `${at(id, '/content')}${page === undefined ? '' : `#page=${page}`}`;
