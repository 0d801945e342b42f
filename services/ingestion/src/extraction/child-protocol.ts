import type { Chunk, Extraction, ExtractionJob, ExtractionProgress } from '../ports/text-extractor.port.js';
import type { ReadLimits } from './read-file.js';
import type { UnreadableCode } from './unreadable.js';

/** What the parent asks of a child process. */
export interface ChildTask {
  readonly job: ExtractionJob;
  readonly limits: ReadLimits;
}

/** What a child process answers: progress and chunks as they come, then exactly one `done` or `failed`. */
export type ChildAnswer =
  | { readonly type: 'up' }
  | { readonly type: 'progress'; readonly progress: ExtractionProgress }
  | { readonly type: 'chunks'; readonly chunks: readonly Chunk[] }
  | { readonly type: 'done'; readonly found: Omit<Extraction, 'chunks'> }
  | { readonly type: 'failed'; readonly code: UnreadableCode };
