import { z } from 'zod';
import { idSchema, pageOf, pageQuery, principalSchema, tagSchema, tagsSchema, timeSchema } from './common.js';

/** The stages of a document, in order; `ready` and `failed` end it. */
export const documentStatuses = [
  'queued',
  'extracting',
  'chunking',
  'embedding',
  'indexing',
  'ready',
  'failed',
] as const;
export const documentStatusSchema = z.enum(documentStatuses);
export type DocumentStatus = z.infer<typeof documentStatusSchema>;

/** Why a document failed: a stable code and a sentence that says what to do. */
export const failureSchema = z.object({ code: z.string(), message: z.string() });
export type DocumentFailure = z.infer<typeof failureSchema>;

/** How far the work on a document is, in what can be counted. */
export const progressDetailSchema = z.object({
  /** Which try this is, counted from 1; after five a document fails. */
  attempt: z.int().min(1),
  /** Since this try began, or that it took. */
  seconds: z.number().min(0),
  /** Pages of a PDF; null where the format has none, or before they are counted. */
  pages: z.int().nullable(),
  pagesRead: z.int().nullable(),
  /** Passages that the text was cut into; null before it was. */
  chunks: z.int().nullable(),
  chunksEmbedded: z.int().min(0),
  chunksIndexed: z.int().min(0),
  /** What it waits for through no fault of its own, for example a model over its quota; null while it is worked on. */
  waiting: failureSchema.nullable(),
  /** When it goes on by itself, if that is known. */
  waitingUntil: timeSchema.nullable(),
});
export type ProgressDetail = z.infer<typeof progressDetailSchema>;

/** A document as its readers see it. */
export const documentSchema = z.object({
  id: idSchema,
  title: z.string(),
  /** The name it was uploaded under: shown, never trusted as a path. */
  fileName: z.string(),
  /** By content, for example `application/pdf`. */
  mediaType: z.string(),
  /** Size of the file, in bytes. */
  bytes: z.int().min(0),
  status: documentStatusSchema,
  /** 0 to 1 over all stages. */
  progress: z.number().min(0).max(1),
  /** Null before work on it has begun. */
  progressDetail: progressDetailSchema.nullable(),
  failure: failureSchema.nullable(),
  /** Pages of a PDF, slides of a presentation; null where the format has none, or before extraction. */
  pages: z.int().nullable(),
  /** Pages on which no text was found, counted from 1: pictures, most of them. The first thousand of them. */
  pagesWithoutText: z.array(z.int().min(1)),
  /** The language of the text, ISO 639-3; `und` where the text is too short to tell; null before extraction. */
  language: z.string().nullable(),
  /** Passages in the index; 0 until it is ready. */
  passages: z.int(),
  /** Beside the owner, who may see it. */
  visibleTo: z.array(principalSchema),
  /** Lower case, each once. */
  tags: z.array(z.string()),
  /** Counts from 1; a new version of the content is one more. */
  version: z.int().min(1),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
/** The public shape of a document, `GET /api/documents/{id}`. */
export type DocumentView = z.infer<typeof documentSchema>;

export const documentPageSchema = pageOf(documentSchema);

/** Query of `GET /api/documents`. `tag`: only documents that have it. */
export const documentsQuery = pageQuery.extend({ tag: tagSchema.optional() });
export type DocumentsQuery = z.infer<typeof documentsQuery>;

/** One file of an upload that was not taken, with the reason. */
export const rejectedFileSchema = z.object({ fileName: z.string(), code: z.string(), message: z.string() });
export type RejectedFile = z.infer<typeof rejectedFileSchema>;

/** 202 answer of an upload of several files. One file answers with its {@link documentSchema} alone. */
export const uploadResultSchema = z.object({
  documents: z.array(documentSchema),
  rejected: z.array(rejectedFileSchema),
});
export type UploadResult = z.infer<typeof uploadResultSchema>;

/** `PATCH /api/documents/{id}`: rename, share, tag. At least one field. */
export const documentPatchBody = z
  .strictObject({
    title: z.string().trim().min(1).max(300).optional(),
    visibleTo: z.array(principalSchema).max(100).optional(),
    /** Instead of those it has. */
    tags: tagsSchema.optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one of title, visibleTo, tags');
export type DocumentPatch = z.infer<typeof documentPatchBody>;

/** `GET /api/documents/{id}/text`: the normalised text that every offset of the version points into (UTF-16). */
export const documentTextSchema = z.object({ documentId: idSchema, version: z.int(), text: z.string() });
export type DocumentText = z.infer<typeof documentTextSchema>;

/**
 * `POST /internal/documents/check`: which of these (document, version) pairs may this caller be answered from, now; without a
 * version, which documents may they read. At most 200.
 */
export const documentCheckBody = z.strictObject({
  documents: z.array(z.strictObject({ documentId: idSchema, version: z.int().min(1).optional() })).max(200),
});
export type DocumentCheck = z.infer<typeof documentCheckBody>;
/** The pairs that are visible to the caller and name the live version, with what may have changed since indexing. */
export const documentCheckResult = z.object({
  visible: z.array(
    z.object({
      documentId: idSchema,
      version: z.int().min(1),
      title: z.string(),
      fileName: z.string(),
      mediaType: z.string(),
    }),
  ),
});
export type DocumentCheckResult = z.infer<typeof documentCheckResult>;
