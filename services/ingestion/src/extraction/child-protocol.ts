import type { Chunk, Extraction, ExtractionJob, ExtractionProgress } from '../ports/text-extractor.port.js';
import type { PageWindow } from './page-share.js';
import type { ReadLimits } from './read-file.js';
import type { UnreadableCode } from './unreadable.js';

/**
 * What the parent asks of a child process: a whole document, to put recognised pages into one that was read, or to read
 * along in a long PDF that another one has.
 */
export type ChildTask =
  | { readonly type: 'extract'; readonly job: ExtractionJob; readonly limits: ReadLimits }
  /** What others recognised lies at `recognisedPath`. */
  | { readonly type: 'fill-in'; readonly job: ExtractionJob; readonly recognisedPath: string }
  | { readonly type: 'read-along'; readonly filePath: string; readonly partPath: string; readonly limits: ReadLimits };

/** What a child that asked for pages hears. */
export type ParentReply =
  | { readonly type: 'window'; readonly window: PageWindow }
  /** All are handed out. What others read lies at `partPaths`. */
  | { readonly type: 'no-more'; readonly partPaths: readonly string[] };

/**
 * What a child process answers: progress and chunks as they come, then exactly one `done`, `part-left` or `failed`. Between them it
 * may ask for pages of a PDF that has so many; {@link ParentReply} follows.
 */
export type ChildAnswer =
  | { readonly type: 'up' }
  | { readonly type: 'ask'; readonly pages: number }
  | { readonly type: 'progress'; readonly progress: ExtractionProgress }
  | { readonly type: 'chunks'; readonly chunks: readonly Chunk[] }
  | { readonly type: 'done'; readonly found: Omit<Extraction, 'chunks'> }
  /** The end of reading along. `pages`: so many it read. */
  | { readonly type: 'part-left'; readonly pages: number }
  | { readonly type: 'failed'; readonly code: UnreadableCode };
