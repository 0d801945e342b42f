import { request } from './client.js';

/** Kinds of files a tab may show. All others are saved: a page made by somebody else must not run as one of ours. */
const SHOWN: Readonly<Record<string, string>> = {
  'application/pdf': 'application/pdf',
  'text/plain': 'text/plain;charset=utf-8',
};

/** The media type under which a tab may show a file; null: it is saved. */
export const shownAs = (contentType: string | null): string | null =>
  SHOWN[(contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''] ?? null;

/** The name in a `Content-Disposition`, the one in UTF-8 first (RFC 6266). */
export function fileNameIn(disposition: string | null): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // Not encoded as it should be: the plain name follows.
    }
  }
  return /filename="([^"]*)"/i.exec(disposition ?? '')?.[1] ?? 'download';
}

/**
 * Opens or saves a file of the API for a reader who has signed in: a link carries no token, so the file is fetched here
 * and handed to the browser from memory, which lets go of it when this page goes.
 *
 * @param address with the fragment that the viewer gets, such as `#page=3`.
 * @throws {ApiError} if the file cannot be had.
 */
export async function openFile(address: string, isSaved: boolean): Promise<void> {
  // Opened now, while the click counts as one: later the browser would take it for an advertisement.
  const tab = isSaved ? null : window.open('', '_blank');
  try {
    const [path = '', fragment] = address.split('#');
    const response = await request(path);
    const type = isSaved ? null : shownAs(response.headers.get('content-type'));
    const name = fileNameIn(response.headers.get('content-disposition'));
    const file = new Blob([await response.blob()], { type: type ?? 'application/octet-stream' });
    const url = URL.createObjectURL(file);
    if (tab && type !== null) {
      tab.location.replace(fragment === undefined ? url : `${url}#${fragment}`);
      return;
    }
    tab?.close();
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
  } catch (error) {
    tab?.close();
    throw error;
  }
}
