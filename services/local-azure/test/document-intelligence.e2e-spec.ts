import { scanOf } from '../../../tests/support/documents.ts';
import { startLocalAzure, type TestAzure } from '../../../tests/support/local-azure.ts';

interface Operation {
  status: string;
  error?: { code: string; innererror?: { code: string } };
  analyzeResult?: {
    modelId: string;
    content: string;
    pages: { pageNumber: number; spans: object[]; lines: { content: string; spans: object[] }[] }[];
  };
}

let azure: TestAzure;

beforeAll(async () => {
  azure = await startLocalAzure();
});
afterAll(() => azure.stop());

const home = '/documentintelligence/documentModels';
const key = (): Record<string, string> => ({ 'ocp-apim-subscription-key': azure.apiKey });
const analyze = (body: Uint8Array | string, query = '', type = 'application/octet-stream'): Promise<Response> =>
  fetch(`${azure.url}${home}/prebuilt-read:analyze?api-version=2024-11-30${query}`, {
    method: 'POST',
    headers: { ...key(), 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
const read = async (started: Response): Promise<Operation> => {
  const location = started.headers.get('operation-location') ?? '';
  const deadline = Date.now() + 10_000;
  for (;;) {
    const operation = (await (await fetch(location, { headers: key() })).json()) as Operation;
    if (operation.status !== 'running') return operation;
    if (Date.now() > deadline) throw new Error('Still running after 10 s');
    await new Promise((next) => setTimeout(next, 25));
  }
};

describe('POST /documentintelligence/documentModels/prebuilt-read:analyze', () => {
  it('answers where the result will be, and when to look', async () => {
    const started = await analyze(await scanOf([{ picture: 'Hello' }]));

    expect(started.status).toBe(202);
    expect(started.headers.get('retry-after')).toBe('1');
    expect(started.headers.get('operation-location')).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/documentintelligence\/documentModels\/prebuilt-read\/analyzeResults\/[\w-]+\?api-version=2024-11-30$/,
    );
  });

  it('reads the alternative texts of figures, and nothing that is not there', async () => {
    const pdf = await scanOf([
      { picture: 'Dental care\nis paid twice.' },
      { text: 'Words that are text already.' },
      {},
      { picture: 'The end' },
    ]);

    const { status, analyzeResult } = await read(await analyze(pdf));

    expect(status).toBe('succeeded');
    // "Dental care" has 11 letters, "is paid twice." 14, and a line feed stands before each line but the first.
    expect(analyzeResult).toMatchObject({
      modelId: 'prebuilt-read',
      content: 'Dental care\nis paid twice.\nThe end',
      pages: [
        {
          pageNumber: 1,
          spans: [{ offset: 0, length: 26 }],
          lines: [
            { content: 'Dental care', spans: [{ offset: 0, length: 11 }] },
            { content: 'is paid twice.', spans: [{ offset: 12, length: 14 }] },
          ],
        },
        { pageNumber: 2, lines: [] },
        { pageNumber: 3, lines: [] },
        { pageNumber: 4, lines: [{ content: 'The end', spans: [{ offset: 27, length: 7 }] }] },
      ],
    });
  });

  it('reads only the pages that are named, also of base64', async () => {
    const pdf = await scanOf([{ picture: 'one' }, { picture: 'two' }, { picture: 'three' }]);
    const body = JSON.stringify({ base64Source: pdf.toString('base64') });

    const { analyzeResult } = await read(await analyze(body, '&pages=2-9', 'application/json'));

    expect(analyzeResult?.pages.map(({ pageNumber }) => pageNumber)).toEqual([2, 3]);
    expect(analyzeResult?.content).toBe('two\nthree');
  });

  it('fails over a file that is no PDF', async () => {
    expect(await read(await analyze(Buffer.from('no PDF at all')))).toMatchObject({
      status: 'failed',
      error: { code: 'InvalidRequest', innererror: { code: 'InvalidContent' } },
    });
  });

  it('forgets a result that is deleted', async () => {
    const started = await analyze(await scanOf([{ picture: 'secret' }]));
    await read(started);
    const location = started.headers.get('operation-location') ?? '';

    expect((await fetch(location, { method: 'DELETE', headers: key() })).status).toBe(204);
    expect((await fetch(location, { headers: key() })).status).toBe(404);
    expect((await fetch(location, { method: 'DELETE', headers: key() })).status).toBe(404);
  });

  it.each([
    ['pages that make no sense', () => analyze('%PDF', '&pages=3-1'), 400],
    ['a body that is neither', () => analyze('{"url":"x"}', '', 'application/json'), 400],
    [
      'a wrong key',
      () => fetch(`${azure.url}${home}/prebuilt-read:analyze?api-version=2024-11-30`, { method: 'POST' }),
      401,
    ],
    [
      'another version',
      () =>
        fetch(`${azure.url}${home}/prebuilt-read:analyze?api-version=2023-07-31`, { method: 'POST', headers: key() }),
      404,
    ],
    [
      'another model',
      () =>
        fetch(`${azure.url}${home}/prebuilt-layout:analyze?api-version=2024-11-30`, { method: 'POST', headers: key() }),
      404,
    ],
  ])('refuses %s', async (_, call, status) => {
    const reply = await call();

    expect(reply.status).toBe(status);
    expect(((await reply.json()) as Operation).error?.code).toBeTruthy();
  });
});
