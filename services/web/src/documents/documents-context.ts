import { createContext, use } from 'react';
import { type Documents } from './use-documents.js';

export const DocumentsContext = createContext<Documents | null>(null);

/** The documents of the page around. */
export function useDocumentsHere(): Documents {
  const documents = use(DocumentsContext);
  if (!documents) throw new Error('DocumentsContext is missing above this component.');
  return documents;
}
