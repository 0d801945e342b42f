import { type DocumentView } from '@shared/contracts';
import { isSettled, percentOf, readableBytes, sentPercent, withDocument } from './stage.js';

const document = (id: string, updatedAt: string, status: DocumentView['status'] = 'queued'): DocumentView => ({
  id,
  title: id,
  fileName: `${id}.pdf`,
  mediaType: 'application/pdf',
  bytes: 10,
  status,
  progress: 0,
  progressDetail: null,
  failure: null,
  pages: null,
  pagesWithoutText: [],
  language: null,
  tags: [],
  passages: 0,
  visibleTo: [],
  version: 1,
  createdAt: '2026-11-21T09:00:00.000Z',
  updatedAt,
});

describe(percentOf.name, () => {
  it('is whole percent, and 100 only when ready', () => {
    expect(percentOf({ status: 'embedding', progress: 0.424 })).toBe(42);
    expect(percentOf({ status: 'indexing', progress: 1 })).toBe(99);
    expect(percentOf({ status: 'ready', progress: 0.3 })).toBe(100);
    expect(percentOf({ status: 'queued', progress: Number.NaN })).toBe(0);
  });
});

describe(sentPercent.name, () => {
  it('counts bytes sent', () => {
    expect(sentPercent(25, 200)).toBe(13); // 12.5 rounds up
    expect(sentPercent(0, 0)).toBe(100);
    expect(sentPercent(300, 200)).toBe(100);
  });
});

describe(readableBytes.name, () => {
  it('uses units of 1,024', () => {
    expect(readableBytes(512)).toBe('512 B');
    expect(readableBytes(1_572_864)).toBe('1.5 MB'); // 1.5 * 1024 * 1024
    expect(readableBytes(24_117_248)).toBe('23 MB'); // 23 * 1024 * 1024
    expect(readableBytes(1_024)).toBe('1.0 KB');
  });
});

describe(isSettled.name, () => {
  it('ends at ready and failed only', () => {
    expect(
      (['queued', 'extracting', 'chunking', 'embedding', 'indexing', 'ready', 'failed'] as const).filter(isSettled),
    ).toEqual(['ready', 'failed']);
  });
});

describe(withDocument.name, () => {
  const first = document('first', '2026-11-21T09:00:01.000Z');
  const second = document('second', '2026-11-21T09:00:02.000Z');

  it('puts a new document first and replaces a known one in its place', () => {
    expect(withDocument([first], second)).toEqual([second, first]);
    const ready = document('second', '2026-11-21T09:00:03.000Z', 'ready');
    expect(withDocument([first, second], ready)).toEqual([first, ready]);
  });

  it('does not let older news undo newer', () => {
    const late = document('second', '2026-11-21T09:00:01.500Z', 'ready');
    expect(withDocument([first, second], late)).toEqual([first, second]);
  });
});
