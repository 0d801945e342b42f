import { createContext, use } from 'react';
import { type SourceView } from '../chat/types.js';

/** What the chips of one answer need to know. */
export interface Citations {
  /** The source that `[n]` names, quoted as at its `nth` mention (counting from 0). */
  find: (n: number, nth: number) => SourceView | undefined;
  /** Shows the source beside the answer. */
  open: (source: SourceView) => void;
}

export const CitationsContext = createContext<Citations | null>(null);

export const useCitations = () => use(CitationsContext);
