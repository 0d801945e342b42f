/** Longest file name kept, in characters. */
const MAX_CHARS = 255;

/** The name a file was uploaded under, fit to be shown: no folders, no control characters, never empty. */
export function shownFileName(given: string | undefined): string {
  // How every browser writes a quotation mark in a form's file name.
  const base = (given ?? '').replaceAll('%22', '"').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    // Direction marks can make "fdp.exe" look like "exe.pdf".
    .replace(/[\p{Cc}\p{Surrogate}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .normalize('NFC')
    .trim()
    .slice(0, MAX_CHARS)
    .replace(/\p{Surrogate}/gu, '');
  return clean === '' || clean === '.' || clean === '..' ? 'document' : clean;
}

/** The title of a document that was given none: its file name without the ending. */
export const titleFrom = (fileName: string): string => fileName.replace(/(?<=.)\.[A-Za-z0-9]{1,8}$/, '');

/**
 * A Content-Disposition header; RFC 6266.
 *
 * @param isShown whether a browser may show the file, rather than save it.
 */
export function contentDisposition(fileName: string, isShown: boolean): string {
  const ascii = fileName.replace(/[^\x20-\x7E]|["\\%]/g, '_');
  const utf8 = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isShown ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
