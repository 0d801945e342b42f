import { type DocumentView } from '@shared/contracts';
import { text } from '../text.js';
import { percentOf } from './stage.js';

const words = text.documents;

type Work = Pick<DocumentView, 'status' | 'progress' | 'progressDetail' | 'pages'>;

/** How far the work on a document is: its stage, percent, and what can be counted of it. */
export function workLine(document: Work): string {
  const { status, progressDetail } = document;
  return [
    words.stage[status],
    `${percentOf(document)} %`,
    ...(progressDetail ? counts(status, progressDetail) : []),
    ...(progressDetail && progressDetail.seconds >= 1 ? [words.seconds(progressDetail.seconds)] : []),
    ...(progressDetail && progressDetail.attempt > 1 ? [words.attempt(progressDetail.attempt)] : []),
  ].join(' · ');
}

/** What it waits for through no fault of its own; null while it is worked on. */
export const waitingFor = ({ progressDetail }: Work): string | null => progressDetail?.waiting?.message ?? null;

function counts(
  status: Work['status'],
  { pages, pagesRead, chunks, chunksEmbedded, chunksIndexed }: NonNullable<Work['progressDetail']>,
): string[] {
  if (status === 'extracting' || status === 'chunking') {
    if (pagesRead !== null && pages !== null) return [words.pagesRead(pagesRead, pages)];
    return pagesRead === null ? [] : [words.pages(pagesRead)];
  }
  if ((status !== 'embedding' && status !== 'indexing') || chunks === null) return [];
  return [words.embedded(chunksEmbedded, chunks), words.indexed(chunksIndexed)];
}
