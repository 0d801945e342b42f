/** Types that a browser shows without ever running a script of theirs in our origin. */
const SHOWN_INLINE = new Set(['application/pdf', 'text/plain']);

/** No script, no style, no request, no form, an origin of its own; Chromium's PDF viewer works in it (156, tried). */
const SANDBOX =
  "sandbox allow-downloads; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers that keep an uploaded file from running as a page of ours, whatever the service behind said. */
export function fileSafetyHeaders(contentType: string, contentDisposition: string): Record<string, string> {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return {
    'content-security-policy': SANDBOX,
    'content-disposition': SHOWN_INLINE.has(mediaType)
      ? contentDisposition || 'inline'
      : asAttachment(contentDisposition),
  };
}

/** The same disposition, with its file name, as a download. */
function asAttachment(disposition: string): string {
  const parameters = disposition.indexOf(';');
  return parameters === -1 ? 'attachment' : `attachment${disposition.slice(parameters)}`;
}
