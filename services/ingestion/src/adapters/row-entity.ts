import type { TableEntity } from '@azure/data-tables';
import { documentStatusSchema, failureSchema } from '@shared/contracts';
import { keyPart } from '@shared/storage';
import { z } from 'zod';
import { isSettled, type DocumentRow } from '../ports/document-row.js';

const versionSchema = z.object({
  version: z.int().min(1),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: z.int().min(0),
  sha256: z.string(),
  pages: z.int().nullable(),
  // Rows of earlier builds have neither of these, nor tags.
  pagesWithoutText: z.array(z.int()).default([]),
  language: z.string().nullable().default(null),
  passages: z.int().min(0),
});

const workSchema = z.object({
  attempt: z.int().min(1),
  seconds: z.number().min(0),
  pagesRead: z.int().nullable(),
  chunks: z.int().nullable(),
  chunksEmbedded: z.int(),
  chunksIndexed: z.int(),
  waiting: failureSchema.nullable(),
  waitingUntil: z.string().nullable(),
});

/** The JSON inside a row; what is filtered by has columns of its own. */
const bodySchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  ownerId: z.string(),
  title: z.string(),
  visibleTo: z.array(z.string()),
  tags: z.array(z.string()).default([]),
  status: documentStatusSchema,
  progress: z.number(),
  failure: failureSchema.nullable(),
  content: versionSchema,
  live: versionSchema.nullable(),
  lastVersion: z.int().min(1),
  work: workSchema.nullable().default(null),
  run: z.string().nullable(),
  deleting: z.boolean(),
  passagesStale: z.boolean(),
  askedAt: z.string().nullable().default(null),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** A document's row as the table keeps it. */
export interface RowEntity {
  readonly kind: 'document';
  /** Something is still to be done about it. */
  readonly isUnsettled: boolean;
  /** {@link DocumentRow} as JSON: at most 50 KB, a string property takes 64. */
  readonly body: string;
}

export function toEntity(row: DocumentRow): TableEntity<RowEntity> {
  return {
    partitionKey: keyPart(row.tenantId),
    rowKey: keyPart(row.id),
    kind: 'document',
    isUnsettled: !isSettled(row) || row.deleting || row.passagesStale,
    body: JSON.stringify(row),
  };
}

export const fromEntity = (entity: { body?: unknown }): DocumentRow =>
  bodySchema.parse(JSON.parse(String(entity.body)));
