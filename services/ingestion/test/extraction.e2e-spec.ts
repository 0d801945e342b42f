import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildProcessTextExtractor } from '../src/adapters/child-process-text-extractor.adapter.js';
import type { ExtractionLimits } from '../src/config/ingestion.config.js';
import type { Extraction, ExtractionProgress } from '../src/ports/text-extractor.port.js';
import { MEDIA_TYPES } from '../src/uploads/media-type.js';
import { pdfOf } from './support/files.js';
import { CHILD_SCRIPT } from './support/ingestion.js';

const LIMITS: ExtractionLimits = {
  maxPages: 100,
  maxInflatedBytes: 100_000_000,
  maxSeconds: 30,
  maxRssBytes: 512 * 1024 * 1024,
};

describe(ChildProcessTextExtractor.name, () => {
  let folder: string;
  const pools: ChildProcessTextExtractor[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-extraction-'));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.onApplicationShutdown()));
    await rm(folder, { recursive: true });
  });

  const poolOf = (limits: Partial<ExtractionLimits> = {}, processes = 1): ChildProcessTextExtractor => {
    const pool = new ChildProcessTextExtractor(CHILD_SCRIPT, processes, { ...LIMITS, ...limits });
    pools.push(pool);
    return pool;
  };
  const extract = async (
    pool: ChildProcessTextExtractor,
    content: Uint8Array | string,
    mediaType: string,
    onProgress: (progress: ExtractionProgress) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<Extraction & { text: string }> => {
    const filePath = join(folder, 'file');
    const textPath = join(folder, 'text.json');
    await writeFile(filePath, content);
    const extraction = await pool.extract(
      { filePath, textPath, mediaType, documentId: 'document-1', version: 1, isFilledIn: false },
      onProgress,
      signal,
    );
    const { text } = JSON.parse(await readFile(textPath, 'utf8')) as { text: string };
    return { ...extraction, text };
  };
  const longText = 'This sentence is one of a great many. '.repeat(200_000);

  it('gives chunks that are what their offsets point at, and tells how far it is', async () => {
    const told: ExtractionProgress[] = [];
    const { pages, chunks, text } = await extract(
      poolOf(),
      await pdfOf(['One page.', 'Another page.']),
      MEDIA_TYPES.pdf,
      (progress) => told.push(progress),
    );

    expect(pages).toBe(2);
    expect(chunks.map(({ page, content }) => [page, content])).toEqual([
      [1, 'One page.'],
      [2, 'Another page.'],
    ]);
    for (const { start, end, content } of chunks) expect(text.slice(start, end)).toBe(content);
    expect(told.map(({ stage }) => stage)).toEqual([...told.map(({ stage }) => stage)].sort().reverse());
  });

  it('ends a document that takes too long, and reads the next one', async () => {
    const pool = poolOf({ maxSeconds: 0.05 });

    await expect(extract(pool, longText, MEDIA_TYPES.plain)).rejects.toMatchObject({ code: 'extraction_timed_out' });
    expect((await extract(poolOf(), 'Short.', MEDIA_TYPES.plain)).chunks).toHaveLength(1);
  });

  it('ends a document that takes too much memory, and reads the next one', async () => {
    // With its libraries loaded a child takes about 140 MB; 60 MB of text, decoded and normalised, several times that.
    const pool = poolOf({ maxRssBytes: 256 * 1024 * 1024 });
    const huge = `${'x'.repeat(999)}\n`.repeat(60_000);

    await expect(extract(pool, huge, MEDIA_TYPES.plain)).rejects.toMatchObject({ code: 'extraction_out_of_memory' });
    expect((await extract(pool, 'Short.', MEDIA_TYPES.plain)).chunks).toHaveLength(1);
  });

  it('stops at once when nobody wants the text any more', async () => {
    const pool = poolOf();
    const stop = new AbortController();
    const reading = extract(pool, longText, MEDIA_TYPES.plain, undefined, stop.signal);
    stop.abort(new Error('not wanted'));

    await expect(reading).rejects.toThrow('not wanted');
    expect((await extract(pool, 'Short.', MEDIA_TYPES.plain)).chunks).toHaveLength(1);
  });

  it('reads a long PDF with all processes, and its text is what one process reads', async () => {
    const pages = Array.from({ length: 90 }, (_, i) => `Page ${i + 1} is about number ${(i + 1) * 7}.\nAnd no other.`);
    const pdf = await pdfOf(pages);
    const told: ExtractionProgress[] = [];

    const alone = await extract(poolOf(), pdf, MEDIA_TYPES.pdf);
    const shared = await extract(poolOf({}, 3), pdf, MEDIA_TYPES.pdf, (progress) => told.push(progress));

    expect(alone.text).toBe(pages.join('\n\n'));
    expect(shared).toEqual(alone);
    expect((await readdir(folder)).some((name) => name.startsWith('text.json.'))).toBe(true); // somebody read along
    expect(told.every(({ part }) => part >= 0 && part <= 1)).toBe(true);
    const reading = told.filter(({ stage }) => stage === 'extracting');
    expect(reading[0]).toEqual({ stage: 'extracting', part: 16 / 90, pagesRead: 16, pages: 90 }); // one window
    expect(reading.at(-1)).toEqual({ stage: 'extracting', part: 1, pagesRead: 90, pages: 90 });
  });

  it('reads a long PDF to its end when who reads along is lost', async () => {
    const pages = Array.from({ length: 90 }, (_, i) => `Page ${i + 1}.`);
    const pool = poolOf({}, 2);
    const text = `${join(folder, 'text.json')}.1`;
    await rm(text, { force: true, recursive: true });
    await mkdir(text); // it cannot leave its pages there
    try {
      expect((await extract(pool, await pdfOf(pages), MEDIA_TYPES.pdf)).text).toBe(pages.join('\n\n'));
    } finally {
      await rm(text, { recursive: true });
    }
  });

  it('reads several documents one after the other when there is one process', async () => {
    const pool = poolOf();
    const paths = ['a', 'b', 'c'].map((name) => join(folder, name));
    await Promise.all(paths.map((path) => writeFile(path, `Text of ${path.at(-1)}.`)));

    const read = await Promise.all(
      paths.map((filePath) =>
        pool.extract(
          {
            filePath,
            textPath: `${filePath}.json`,
            mediaType: MEDIA_TYPES.plain,
            documentId: 'document-1',
            version: 1,
            isFilledIn: false,
          },
          () => undefined,
        ),
      ),
    );

    expect(read.map(({ chunks }) => chunks[0]?.content)).toEqual(['Text of a.', 'Text of b.', 'Text of c.']);
  });
});
