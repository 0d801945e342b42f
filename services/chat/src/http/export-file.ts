import type { ExportFormat } from '@shared/contracts';

/** Longest name of a file made from a title, in characters. */
const MAX_NAME_CHARS = 60;

const TYPES: Record<ExportFormat, { readonly mediaType: string; readonly ending: string }> = {
  markdown: { mediaType: 'text/markdown; charset=utf-8', ending: 'md' },
  json: { mediaType: 'application/json; charset=utf-8', ending: 'json' },
};

/** Headers of an exported conversation: a download, named after it, in ASCII for old clients and in full for others. */
export function exportHeaders(title: string, format: ExportFormat): Record<string, string> {
  const { mediaType, ending } = TYPES[format];
  const name = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const short = Array.from(name).slice(0, MAX_NAME_CHARS).join('').trim() || 'conversation';
  const plain = short.replace(/[^A-Za-z0-9 _-]+/g, '').trim() || 'conversation';
  return {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${plain}.${ending}"; filename*=UTF-8''${encodeURIComponent(short)}.${ending}`,
  };
}
