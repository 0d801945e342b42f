import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExtractionJob } from '../ports/text-extractor.port.js';
import { ExtractionChild } from './extraction-child.js';

/** A child that reads nothing, and says where it was started instead. */
const TELLS_ITS_ENVIRONMENT = `
  process.on('message', () => process.send({ type: 'done', found: { ...process.env } }));
  process.send({ type: 'up' });
`;

const JOB: ExtractionJob = {
  filePath: '/none',
  textPath: '/none',
  mediaType: 'text/plain',
  documentId: 'document-1',
  version: 1,
  isFilledIn: false,
};

describe(ExtractionChild.name, () => {
  let folder: string;
  let child: ExtractionChild | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-child-'));
    process.env['STORAGE_ACCOUNT_KEY'] = 'of the service';
  });
  afterAll(async () => {
    await child?.close();
    delete process.env['STORAGE_ACCOUNT_KEY'];
    await rm(folder, { recursive: true });
  });

  it('knows nothing of our environment, and has a home: without one it cannot start for a user whom no /etc/passwd knows', async () => {
    const script = join(folder, 'child.cjs');
    await writeFile(script, TELLS_ITS_ENVIRONMENT);
    child = new ExtractionChild(pathToFileURL(script), 64 * 1024 * 1024);

    const outcome = await child.run(
      { type: 'fill-in', job: JOB, recognisedPath: '' },
      { maxSeconds: 20, maxRssBytes: 512 * 1024 * 1024 },
      () => undefined,
    );

    expect(outcome).toEqual({ answer: { type: 'done', found: { HOME: '/nonexistent' } } });
  });
});
