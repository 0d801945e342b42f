import { z } from 'zod';

/** An id taken from outside: a ULID of ours, or a well-formed id that a client made. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, "_" or "-"');

/** A moment, ISO 8601 in UTC, for example `2026-11-21T09:30:00.000Z`. */
export const timeSchema = z.iso.datetime();

/** Who may see a document: one person, one group, or everyone of the tenant. */
export const principalSchema = z
  .string()
  .regex(/^(everyone|(user|group):[A-Za-z0-9_.@-]{1,128})$/, 'must be "everyone", "user:<id>" or "group:<id>"');

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
