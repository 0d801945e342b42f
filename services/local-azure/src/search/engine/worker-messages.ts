import type { SearchAnswer, SearchCall } from './search-call.js';

/** What a worker thread is told at its start. */
export interface WorkerRole {
  readonly role: 'reader' | 'writer';
  readonly dataDir: string;
  readonly visibilityLagMs: number;
}

/** To a worker: a call, an index another thread has deleted, or the end. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly call: SearchCall }
  | { readonly kind: 'forget'; readonly index: string }
  | { readonly kind: 'close' };

/** From a worker: the answer to the call of that number, or why there is none (a bug or a broken disk). */
export type FromWorker =
  { readonly id: number; readonly answer: SearchAnswer } | { readonly id: number; readonly failure: string };
