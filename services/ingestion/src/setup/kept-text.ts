import { text as wholeText } from 'node:stream/consumers';
import { chunkText } from '../chunking/chunk-text.js';
import type { ReadText } from '../extraction/text-builder.js';
import type { ContentVersion, DocumentRow } from '../ports/document-row.js';
import type { DocumentStore } from '../ports/document-store.port.js';
import type { Chunk } from '../ports/text-extractor.port.js';
import { MEDIA_TYPES } from '../uploads/media-type.js';

/** `text.json`, as the reading of a file writes it. */
type KeptText = Pick<ReadText, 'text' | 'sections' | 'pages'>;

/**
 * The chunks of a version, cut anew from the text that is kept of it: the same as those its passages were made of, with
 * the same offsets, without reading the file again.
 *
 * @returns undefined if its text is not there.
 */
export async function chunksOf(
  store: Pick<DocumentStore, 'read'>,
  row: Pick<DocumentRow, 'tenantId' | 'id'>,
  content: Pick<ContentVersion, 'version' | 'mediaType'>,
): Promise<Chunk[] | undefined> {
  const stored = await store.read(
    { tenantId: row.tenantId, documentId: row.id, version: content.version },
    'text.json',
  );
  if (!stored) return undefined;
  const kept = JSON.parse(await wholeText(stored.bytes)) as KeptText;
  return chunkText({ ...kept, hasLines: WITH_LINES.has(content.mediaType) });
}

/** Formats whose passages name their lines: they have no pages, and a reader finds the place by its line. */
const WITH_LINES: ReadonlySet<string> = new Set([MEDIA_TYPES.csv, MEDIA_TYPES.markdown, MEDIA_TYPES.plain]);
