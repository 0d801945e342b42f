import type { Passage } from '../../src/retrieval/passage.js';

/** A passage of a document of its own; `text` starts at offset 100 of its version unless said otherwise. */
export function passage(overrides: Partial<Passage> & { text: string }): Passage {
  const start = overrides.start ?? 100;
  return {
    documentId: 'document-1',
    version: 1,
    ordinal: 0,
    title: 'Plan',
    start,
    end: start + overrides.text.length,
    score: 1,
    fileName: 'plan.pdf',
    mediaType: 'application/pdf',
    ...overrides,
  };
}
