import { Readable } from 'node:stream';
import { chunkText } from '../chunking/chunk-text.js';
import { readCsv } from '../extraction/csv-text.js';
import { readMarkdown, readPlainText } from '../extraction/plain-text.js';
import { readHtml } from '../extraction/html-text.js';
import { MEDIA_TYPES } from '../uploads/media-type.js';
import { chunksOf } from './kept-text.js';

describe(chunksOf.name, () => {
  const row = { tenantId: 'local', id: 'document-1' };

  it.each([
    [MEDIA_TYPES.csv, readCsv('Plan,Fee\nBasic,12\nFull,20'), 3],
    [MEDIA_TYPES.markdown, readMarkdown('# Fees\nTwelve.'), 2],
    [MEDIA_TYPES.plain, readPlainText('One.\nTwo.'), 2],
    [MEDIA_TYPES.html, readHtml('<h1>Fees</h1><p>Twelve.</p>'), null],
  ])('cuts a kept text of %s as it was cut when it was read, lines and all', async (mediaType, read, lastLine) => {
    const kept = JSON.stringify({ pages: read.pages, sections: read.sections, text: read.text });
    const store = { read: () => Promise.resolve({ bytes: Readable.from([kept]), totalBytes: kept.length }) };

    const chunks = await chunksOf(store, row, { version: 1, mediaType });

    expect(chunks).toEqual(await chunkText(read));
    expect(chunks?.at(-1)?.lineEnd).toBe(lastLine);
  });

  it('knows nothing of a text that is gone', async () => {
    const store = { read: () => Promise.resolve(undefined) };

    expect(await chunksOf(store, row, { version: 1, mediaType: MEDIA_TYPES.plain })).toBeUndefined();
  });
});
