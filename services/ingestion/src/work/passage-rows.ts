import { createHash } from 'node:crypto';
import { passageId, type PassageRow } from '@shared/passages';
import { readersOf } from '@shared/identity';
import type { DocumentRow } from '../ports/document-row.js';
import type { Chunk } from '../ports/text-extractor.port.js';

/** What is embedded for a chunk: with its title and headings, because a passage seldom names what it is about. */
export const embeddingInput = (title: string, { heading, content }: Chunk): string =>
  [title, heading, content].filter((part) => part !== null && part !== '').join('\n');

/** ISO 639-3 for a language that cannot be told. */
const UNDETERMINED = 'und';

/** The index row of a chunk. */
export function passageRow(row: DocumentRow, chunk: Chunk, ordinal: number, vector: number[]): PassageRow {
  const { version, language } = row.content;
  return {
    id: passageId(row.id, version, ordinal),
    tenantId: row.tenantId,
    documentId: row.id,
    version,
    ordinal,
    title: row.title,
    heading: chunk.heading,
    content: chunk.content,
    page: chunk.page,
    lineStart: chunk.lineStart,
    lineEnd: chunk.lineEnd,
    start: chunk.start,
    end: chunk.end,
    visibleTo: readersOf(row),
    tags: [...row.tags],
    language: language ?? UNDETERMINED,
    contentVector: vector.map(rounded),
  };
}

/**
 * To eight decimals: finer than the 32-bit floats that the index keeps, and half as long as JSON. What is written
 * to the index is written on the thread that answers requests.
 */
const rounded = (x: number): number => Math.round(x * 1e8) / 1e8;

/** Fields that the index does not show, or that are brought in line with the row afterwards. */
const NOT_COMPARED = new Set(['visibleTo', 'tags', 'contentVector']);

/** Tells two passages apart by everything that readers see of them; a field that is null counts as one that is not there. */
export function passageDigest(row: Partial<PassageRow>): string {
  const fields = Object.entries(row)
    .filter(([name, value]) => !NOT_COMPARED.has(name) && value !== null && value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64');
}
