import { type DocumentView } from '@shared/contracts';
import { waitingFor, workLine } from './work-line.js';

type Detail = NonNullable<DocumentView['progressDetail']>;

const work = (status: DocumentView['status'], progress: number, detail: Partial<Detail> | null) => ({
  status,
  progress,
  pages: null,
  progressDetail: detail && {
    attempt: 1,
    seconds: 0,
    pages: null,
    pagesRead: null,
    chunks: null,
    chunksEmbedded: 0,
    chunksIndexed: 0,
    waiting: null,
    waitingUntil: null,
    ...detail,
  },
});

describe(workLine.name, () => {
  it.each([
    ['queued', work('queued', 0, null), 'Waiting for its turn · 0 %'],
    [
      'being read',
      work('extracting', 0.1, { pagesRead: 120, pages: 2_400, seconds: 3.4 }),
      'Reading the file · 10 % · 120 of 2,400 pages · 3 s',
    ],
    [
      'read before its pages were counted',
      work('extracting', 0.1, { pagesRead: 1 }),
      'Reading the file · 10 % · 1 page',
    ],
    ['without pages', work('extracting', 0.05, { seconds: 0.4 }), 'Reading the file · 5 %'],
    [
      'embedded',
      work('embedding', 0.5, { chunks: 96, chunksEmbedded: 64, chunksIndexed: 32, seconds: 12 }),
      'Understanding passages · 50 % · 64 of 96 passages understood · 32 stored · 12 s',
    ],
    [
      'tried again',
      work('indexing', 0.9, { chunks: 1, chunksEmbedded: 1, chunksIndexed: 1, seconds: 75, attempt: 2 }),
      'Making it searchable · 90 % · 1 of 1 passage understood · 1 stored · 75 s · try 2',
    ],
  ])('tells of one that is %s', (_, document, line) => {
    expect(workLine(document)).toBe(line);
  });
});

describe(waitingFor.name, () => {
  it('is what the server says that it waits for', () => {
    const waiting = { code: 'model_throttled', message: 'The embedding model is over its quota.' };

    expect(waitingFor(work('embedding', 0.5, { waiting }))).toBe(waiting.message);
    expect(waitingFor(work('embedding', 0.5, {}))).toBeNull();
    expect(waitingFor(work('queued', 0, null))).toBeNull();
  });
});
