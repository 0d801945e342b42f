import { z } from 'zod';

/** An id taken from outside: a ULID of ours, or a well-formed id that a client made. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, "_" or "-"');

/** A moment, ISO 8601 in UTC, for example `2026-11-21T09:30:00.000Z`. */
export const timeSchema = z.iso.datetime();

/** Who may see a document: one person, one group, or everyone of the tenant. */
export const principalSchema = z
  .string()
  .regex(/^(everyone|(user|group):[A-Za-z0-9_.@-]{1,128})$/, 'must be "everyone", "user:<id>" or "group:<id>"');

/** Most tags of one document, and the longest tag in characters. */
export const MAX_TAGS = 20;
export const MAX_TAG_CHARS = 50;

/**
 * A tag as it is kept and compared: NFKC, lower case, single blanks, none at the ends.
 *
 * Commas part tags in a form, and `|` parts them in the index's filter: neither is in a tag.
 */
export const tagSchema = z
  .string()
  .overwrite((tag) => tag.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim())
  .min(1, 'must not be empty')
  .max(MAX_TAG_CHARS)
  .regex(/^[^\p{C},|]*$/u, 'must have no comma, no "|" and no control characters');

/** The tags of a document, each once. */
export const tagsSchema = z
  .array(tagSchema)
  .overwrite((tags) => [...new Set(tags)])
  .max(MAX_TAGS);

/** A search among documents that have any of these tags. */
export const tagScope = z.array(tagSchema).min(1).max(MAX_TAGS);

/** Query of every listing. `limit` is items a page, 1 to 100, default 50; `cursor` comes from the page before. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(1024).optional(),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** One page of a listing. `nextCursor` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** RFC 9457 problem details, the body of every error under `/api`. `code` is stable; `detail` tells what to do. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  /** The correlation id of the request, to quote to an operator. */
  instance: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;
