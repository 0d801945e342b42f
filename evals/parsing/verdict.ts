/** How an upload ended: with text, refused at the door, or failed later; the last two with their code. */
export type Ending =
  { readonly kind: 'ready'; readonly text: string } | { readonly kind: 'refused' | 'failed'; readonly code: string };

/** Codes that say that something of ours broke, and not what is wrong with the file. */
const NOT_CLEAN = new Set(['extraction_failed', 'ingestion_gave_up', 'internal', 'no_answer']);

/**
 * Whether a file ended as its list expects, by the first rule that knows the expectation's words.
 *
 * Where the design says more than the list, the design is followed: a document in which no reader finds a character
 * fails as one without text, though the list says "extract" of a few such PDFs.
 */
export function isAsExpected(expect: string, ending: Ending, isBlank: boolean): boolean {
  const isClean = ending.kind === 'ready' || !NOT_CLEAN.has(ending.code);
  const isRefusal = ending.kind !== 'ready' && isClean;
  if (/^extract/.test(expect)) {
    return ending.kind === 'ready' || (isBlank && ending.code === 'document_no_text');
  }
  if (/password-protected/.test(expect)) return ending.kind === 'failed' && /_encrypted$/.test(ending.code);
  if (/^no text|^no \(or almost no\) text|^reject: no text/.test(expect)) {
    return ending.kind === 'failed' && ending.code === 'document_no_text';
  }
  if (/^reject: empty/.test(expect)) return ending.kind === 'refused' && ending.code === 'file_empty';
  if (/^decode to|^decode; BOM|^same chunks/.test(expect)) {
    return ending.kind === 'ready' && !/[\0\r\uFEFF]/.test(ending.text);
  }
  // "Reject, or ...": both are right as long as it is said cleanly and what was read can be stored.
  if (/\bor\b|may extract|no stack overflow|^strip/.test(expect)) {
    return ending.kind === 'ready' ? !/[\0\p{Surrogate}]/u.test(ending.text) : isClean;
  }
  if (/^reject/.test(expect)) return isRefusal;
  return isClean;
}
