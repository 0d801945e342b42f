import { request } from 'node:http';
import { startCanary } from './canary.ts';
import { remoteAddresses } from './process-watch.ts';
import { scoreOf, type Measured } from './score.ts';
import { plain, tokenF1 } from './token-f1.ts';
import { isAsExpected } from './verdict.ts';

describe(tokenF1.name, () => {
  it.each([
    ['one two three', 'One, two', 0.8], // 2 x 2 / (3 + 2)
    ['a a b', 'a b b', 2 / 3], // 2 x (1 + 1) / (3 + 3)
    ['保险计划', '保险', 2 / 3], // characters: 2 x 2 / (4 + 2)
    ['ﬁne', 'fine', 1],
    ['', '...', 1],
    ['a', '', 0],
  ])('of %j and %j is %d', (one, other, score) => {
    expect(tokenF1(one, other)).toBeCloseTo(score, 10);
  });
});

describe(isAsExpected.name, () => {
  const ready = { kind: 'ready', text: 'Text.' } as const;
  const failed = (code: string) => ({ kind: 'failed', code }) as const;
  it.each([
    ['extract', ready, false, true],
    ['extract', failed('pdf_corrupt'), false, false],
    ['extract', failed('document_no_text'), false, false],
    ['extract', failed('document_no_text'), true, true],
    ['reject: password-protected (clear reason)', failed('pdf_encrypted'), false, true],
    ['reject: password-protected (clear reason)', failed('pdf_corrupt'), false, false],
    ['either extracts must_contain or rejects cleanly; never crash', failed('pdf_corrupt'), false, true],
    ['either extracts must_contain or rejects cleanly; never crash', failed('extraction_failed'), false, false],
    ['reject: DTD not allowed; never expand', ready, false, false],
    ['reject: DTD not allowed; never expand', failed('docx_corrupt'), false, true],
    ['reject: empty', { kind: 'refused', code: 'file_empty' } as const, false, true],
    ['decode; BOM not part of the text', { kind: 'ready', text: '\uFEFFText' } as const, false, false],
    ['no text: report it', failed('document_no_text'), false, true],
    ['no text: report it', ready, false, false],
  ])('of %j, ended %j, blank %p: %p', (expect_, ending, isBlank, verdict) => {
    expect(isAsExpected(expect_, ending, isBlank)).toBe(verdict);
  });
});

describe(scoreOf.name, () => {
  const file: Measured = {
    path: 'a.pdf',
    category: 'pdf plain',
    kind: 'pdf',
    ending: 'ready',
    isAsExpected: true,
    isCrash: false,
    isHang: false,
    wanted: 2,
    found: 1,
    f1Expected: 0.9,
    f1Poppler: 0.96,
    isToExtract: true,
    isExact: undefined,
    seconds: 1,
    extractionMb: 100,
    ingestionMb: 150,
  };
  const text: Measured = { ...file, category: 'txt', kind: 'txt', f1Expected: 1, f1Poppler: undefined, isExact: true };
  const quiet = { outside: [], canaryVisits: [], isWatched: true, otherRequestsMs: { p50: 1, p95: 2, worst: 3 } };

  it('counts by category and takes the mean over those that have a figure', () => {
    const { categories, bars } = scoreOf(
      [file, { ...file, f1Expected: undefined, f1Poppler: 0.9, seconds: 3 }, text],
      quiet,
    );

    expect(categories[0]).toMatchObject({ n: 2, asExpected: 2, wanted: 4, found: 2, f1Expected: 0.9, worstSeconds: 3 });
    expect(categories[1]).toMatchObject({ n: 1, exact: 1, exactOf: 1, f1Poppler: undefined });
    expect(bars.map(({ isKept }) => isKept)).toEqual([true, true, true, true, false, true, true]); // 0.9 < 0.92
  });

  it("holds against poppler's text those of which the list says that they extract, and tells the mean of all", () => {
    const trap = { ...file, f1Poppler: 0.02, isToExtract: false };

    const { bars, notes } = scoreOf([file, trap], quiet);

    expect(bars.find(({ name }) => /poppler/.test(name))).toMatchObject({ value: '0.960', isKept: true });
    expect(notes.join('\n')).toContain('0.490'); // (0.96 + 0.02) / 2
  });

  it.each([
    ['a crash', { ...file, isCrash: true }, quiet, 0],
    ['a hang', { ...file, isHang: true }, quiet, 1],
    ['a visit', file, { ...quiet, canaryVisits: ['/docx-picture'] }, 2],
    ['a peer outside', file, { ...quiet, outside: ['08080808:0050'] }, 2],
    ['one of two not as expected', { ...file, isAsExpected: false }, quiet, 3],
  ])('does not pass with %s', (_, odd, seen, at) => {
    const { bars, passed } = scoreOf([odd, { ...text, f1Expected: 1 }, file], seen);

    expect(bars[at]?.isKept).toBe(false);
    expect(passed).toBe(false);
  });
});

describe(plain.name, () => {
  it('levels what cannot be seen', () => {
    expect(plain('\uFEFFa\u00AD\r\n  ﬁ ')).toBe('a fi');
  });
});

describe(remoteAddresses.name, () => {
  it('tells peers outside from this machine and from listeners', () => {
    const line = (remote: string, inode: number) => `0: 0100007F:1F90 ${remote} 01 0:0 00:0 0 0 0 ${inode}`;
    const table = ['head', line('0100007F:C350', 1), line('00000000:0000', 2), line('08080808:0050', 3)].join('\n');

    expect([...remoteAddresses([table])]).toEqual([['3', '08080808:0050']]);
  });
});

describe(startCanary.name, () => {
  it('counts who comes, and makes documents that point at it', async () => {
    const canary = await startCanary();
    try {
      const pdf = canary.files.find(({ name }) => name.endsWith('.pdf'));
      let content = '';
      for await (const part of pdf?.open() ?? []) content += Buffer.from(part).toString('latin1');
      const url = /http:\/\/127\.0\.0\.1:\d+\/pdf-open/.exec(content)?.[0] ?? '';
      await new Promise((resolve) => request(url, (response) => response.resume().once('end', resolve)).end());

      expect(canary.visits).toEqual(['/pdf-open']);
    } finally {
      await canary.close();
    }
  });
});
