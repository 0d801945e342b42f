import { type DocumentStatus, type DocumentView } from '@shared/contracts';

/** True once a document's status will not change by itself any more. */
export const isSettled = (status: DocumentStatus) => status === 'ready' || status === 'failed';

/** How far a document is, in whole percent over all stages; 100 exactly when it is ready. */
export function percentOf({ status, progress }: Pick<DocumentView, 'status' | 'progress'>): number {
  if (status === 'ready') return 100;
  const percent = Math.round(progress * 100);
  return Math.min(99, Math.max(0, Number.isFinite(percent) ? percent : 0));
}

/** How far an upload is, in whole percent. An empty file has no bytes to wait for. */
export const sentPercent = (sentBytes: number, totalBytes: number) =>
  totalBytes <= 0 ? 100 : Math.min(100, Math.round((sentBytes / totalBytes) * 100));

const UNITS = ['B', 'KB', 'MB', 'GB'];

/** Bytes for people, in units of 1,024: `512 B`, `1.5 MB`, `23 MB`. */
export function readableBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/**
 * Takes news of one document into a list: replaces it where it stands, or puts it first.
 * Older news is dropped, so that a late poll cannot undo what an event has told already.
 */
export function withDocument(items: readonly DocumentView[], news: DocumentView): DocumentView[] {
  const known = items.find(({ id }) => id === news.id);
  if (!known) return [news, ...items];
  if (known.updatedAt > news.updatedAt) return [...items];
  return items.map((item) => (item.id === news.id ? news : item));
}
