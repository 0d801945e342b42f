import { z } from 'zod';
import { idSchema, tagScope } from './common.js';

/**
 * Where in its document a passage stands. PDF: `page`; presentation: `page` (its slide) and `heading`; DOCX, HTML and
 * workbook (its sheet): `heading`; TXT, Markdown and CSV (its rows): `lines`.
 */
export const placeSchema = z.object({
  /** Counts from 1. */
  page: z.int().min(1).optional(),
  heading: z.string().optional(),
  /** First and last line, counting from 1. */
  lines: z.tuple([z.int().min(1), z.int().min(1)]).optional(),
});
export type Place = z.infer<typeof placeSchema>;

/** How a search looks for passages. */
export const searchModeSchema = z.enum(['hybrid', 'keyword', 'vector']);
export type SearchMode = z.infer<typeof searchModeSchema>;

/** `POST /api/search`. `top` is 1 to 100, default 10. */
export const searchBody = z.strictObject({
  query: z.string().trim().min(1, 'must not be empty').max(10_000),
  top: z.int().min(1).max(100).default(10),
  mode: searchModeSchema.default('hybrid'),
  /** Only passages of these documents. */
  documentIds: z.array(idSchema).min(1).max(100).optional(),
  /** Only passages of documents that have any of these tags. */
  tags: tagScope.optional(),
});
export type SearchBody = z.infer<typeof searchBody>;

/** One passage found; `start` and `end` are UTF-16 offsets in the version's text. */
export const searchHitSchema = placeSchema.extend({
  documentId: idSchema,
  title: z.string(),
  score: z.number(),
  text: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
});
export type SearchHit = z.infer<typeof searchHitSchema>;

/** Answer of `POST /api/search`, best first. `degraded`: one leg of the hybrid search failed and the other answered. */
export const searchResultSchema = z.object({ items: z.array(searchHitSchema), degraded: z.boolean() });
export type SearchResult = z.infer<typeof searchResultSchema>;
