import type { DocumentFailure, DocumentStatus, DocumentView } from '@shared/contracts';
import type { StoredContent } from './document-store.port.js';

/** One version of a document's content, as it lies in the store. */
export interface ContentVersion {
  /** Counts from 1. */
  readonly version: number;
  /** The name it was uploaded under: shown, never trusted as a path. */
  readonly fileName: string;
  /** By content. */
  readonly mediaType: string;
  readonly bytes: number;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
  /** Pages of a PDF, slides of a presentation; null where the format has none, or before extraction. */
  readonly pages: number | null;
  /** Pages on which no text was found, counted from 1; at most {@link MAX_EMPTY_PAGES} of them. */
  readonly pagesWithoutText: readonly number[];
  /** ISO 639-3, or `und`; null before extraction. */
  readonly language: string | null;
  /** Passages in the index; 0 until they are written. */
  readonly passages: number;
}

/** Most pages without text that a row names: a table's property takes 64 KB. */
export const MAX_EMPTY_PAGES = 1_000;

/** How far the work on a document is, in what can be counted. */
export interface WorkState {
  /** Which try this is, counted from 1. */
  readonly attempt: number;
  /** Since this try began, or that it took. */
  readonly seconds: number;
  /** Pages read so far; null where the format has none, or before the first. */
  readonly pagesRead: number | null;
  /** Passages that the text was cut into; null before it was. */
  readonly chunks: number | null;
  readonly chunksEmbedded: number;
  readonly chunksIndexed: number;
  /** What it waits for through no fault of its own; null while it is worked on. */
  readonly waiting: DocumentFailure | null;
  /** When it goes on by itself, if that is known. */
  readonly waitingUntil: string | null;
}

/** What the catalog keeps of a document: the truth that everything else is held against. */
export interface DocumentRow {
  readonly tenantId: string;
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly visibleTo: readonly string[];
  readonly tags: readonly string[];
  readonly status: DocumentStatus;
  /** 0 to 1 over all stages; never falls within one run. */
  readonly progress: number;
  readonly failure: DocumentFailure | null;
  /** The newest content: what `status` and `progress` speak of. */
  readonly content: ContentVersion;
  /** The content that readers are answered from; null until a first version is ready. */
  readonly live: ContentVersion | null;
  /** The last version number given to anybody: an upload takes one before it knows whether it will succeed. */
  readonly lastVersion: number;
  /** How far the work is, or how it went; null before the first try. */
  readonly work: WorkState | null;
  /** Which piece of work has the document in hand; another one's writes are refused. */
  readonly run: string | null;
  /** Deleted for every reader; what is left of it is being removed. */
  readonly deleting: boolean;
  /** Title, readers or tags changed since the passages were written. */
  readonly passagesStale: boolean;
  /** When the sweeper last asked for work on it; null if it never had to. */
  readonly askedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The public face of a row. */
export function toView(row: DocumentRow): DocumentView {
  const { content } = row;
  return {
    id: row.id,
    title: row.title,
    fileName: content.fileName,
    mediaType: content.mediaType,
    bytes: content.bytes,
    status: row.status,
    progress: row.progress,
    progressDetail: row.work && { pages: content.pages, ...row.work },
    failure: row.failure,
    pages: content.pages,
    pagesWithoutText: [...content.pagesWithoutText],
    language: content.language,
    passages: content.passages,
    visibleTo: [...row.visibleTo],
    tags: [...row.tags],
    version: content.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** Nothing more happens to it by itself. */
export const isSettled = ({ status }: Pick<DocumentRow, 'status'>): boolean =>
  status === 'ready' || status === 'failed';

/** Names a version's content in the store. */
export const contentKey = (
  row: DocumentRow,
  content: Pick<ContentVersion, 'version'> = row.content,
): StoredContent => ({
  tenantId: row.tenantId,
  documentId: row.id,
  version: content.version,
});
