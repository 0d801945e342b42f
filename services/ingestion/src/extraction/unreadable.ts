/**
 * Why a file cannot be read: the stable code, and the sentence its owner sees.
 * A row a code in the service's README, held together by a test.
 */
export const UNREADABLE = {
  pdf_encrypted: 'The PDF is protected by a password; remove the protection and upload it again.',
  pdf_corrupt: 'The PDF is damaged and cannot be read; open it, save it anew and upload that copy.',
  docx_encrypted: 'The Word document is protected by a password; remove the protection and upload it again.',
  docx_corrupt: 'The Word document is damaged and cannot be read; open it, save it anew and upload that copy.',
  xlsx_encrypted: 'The Excel workbook is protected by a password; remove the protection and upload it again.',
  xlsx_corrupt: 'The Excel workbook is damaged and cannot be read; open it, save it anew and upload that copy.',
  pptx_encrypted: 'The presentation is protected by a password; remove the protection and upload it again.',
  pptx_corrupt: 'The presentation is damaged and cannot be read; open it, save it anew and upload that copy.',
  document_inflates_too_large: 'The document unpacks to more data than is taken here; remove pictures or split it.',
  document_too_long: 'The document has more pages than are taken here; split it and upload the parts.',
  document_no_text: 'No text was found in the document; if it is a scan, run text recognition (OCR) on it first.',
  ocr_refused:
    'The document holds only pictures, and text recognition does not take it; save it anew as a smaller PDF, or run OCR on it first.',
  text_encoding_unknown:
    'The file is not readable as text in any encoding we know; save it as UTF-8 and upload it again.',
  extraction_out_of_memory:
    'Reading the document took more memory than is allowed; split it, or save it in a simpler form.',
  extraction_timed_out: 'Reading the document took longer than is allowed; split it, or save it in a simpler form.',
  extraction_failed: 'The document made its reader fail; open it, save it anew and upload that copy.',
} as const;

export type UnreadableCode = keyof typeof UNREADABLE;

/** Thrown inside the child process; crosses to the parent as its code. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  constructor(
    readonly code: UnreadableCode,
    options?: { cause?: unknown },
  ) {
    super(UNREADABLE[code], options);
  }
}
