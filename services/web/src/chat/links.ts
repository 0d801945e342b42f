/** Addresses an answer may link to: http, https, and places on this site. Everything else (script, data, file) is dropped. */
export function safeUrl(url: string): string {
  const trimmed = url.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined) return trimmed;
  return scheme === 'http' || scheme === 'https' ? trimmed : '';
}
