import { DOCUMENT_ID as ID, StandInProduct, type Ailment } from '../../tests/support/stand-in-product.ts';
import { smoke } from './smoke.ts';

const KEY = 'gw_a-key-of-the-test';
/** The events without the comment between them, which alone is more than one read. */
const inOne = (all: readonly string[]): string[] => [all.filter((piece) => !piece.startsWith(':')).join('')];

describe(smoke.name, () => {
  let product: StandInProduct;
  const lines: string[] = [];
  const tryIt = async (ailment: Ailment): Promise<void> => {
    product = await StandInProduct.start(() => ailment);
    lines.length = 0;
    await smoke({ url: product.url, key: KEY }, (line) => lines.push(line));
  };
  afterEach(() => product.stop());

  it('is content with a product that answers, and takes away what it brought', async () => {
    await tryIt({});

    expect(lines.at(-1)).toMatch(/^Asked and answered in 5 events and \d+ pieces, the first word after \d+ ms/);
    expect(product.seen).toEqual([
      'GET /health/ready without a key',
      'POST /api/documents with a key',
      `GET /api/documents/${ID}/events with a key`,
      'POST /api/chat with a key',
      `GET /api/documents/${ID}/text with a key`,
      'DELETE /api/conversations/conversation-1 with a key',
      `DELETE /api/documents/${ID} with a key`,
    ]);
  });

  it.each<[string, Ailment, RegExp]>([
    ['is not ready', { ready: 503 }, /^It is not ready \(503\): /],
    ['takes no document', { upload: 500 }, /^It did not take a document \(500\): A sentence of the product\.$/],
    ['cannot read the document', { status: 'failed' }, /^A document failed: no_text, It has no text\.$/],
    ['answers as another type', { headers: { 'content-type': 'text/plain' } }, /header content-type is "text\/plain"/],
    ['lets proxies change its streams', { headers: { 'cache-control': 'no-cache' } }, /header cache-control/],
    ['is behind something that holds streams back', { pieces: inOne }, /It came in one piece/],
    ['is cut off', { pieces: (all) => all.slice(0, 4) }, /0 ends instead of one\. It was cut before \[DONE\]\./],
    ['ends twice', { pieces: (all) => [...all.slice(0, 6), ...all.slice(5)] }, /It has 2 ends instead of one\./],
    ['goes on after its end', { pieces: (all) => [...all, all[2] ?? ''] }, /Something came after \[DONE\]\./],
    [
      'has an event nobody can resume after',
      { pieces: (all) => all.map((piece) => piece.replace('id: 3\n', '')) },
      /An event \(text-delta\) has no id/,
    ],
    [
      'cites nothing',
      { pieces: (all) => all.filter((piece) => !piece.includes('source-document')) },
      /It cites nothing of the document: "Ottilie Brandt \[1\]\."/,
    ],
    [
      'refuses',
      {
        pieces: (all) =>
          all.map((piece) => piece.replace(/"text-delta".*\}/, '"data-refusal","data":{"reason":"no_sources"}}')),
      },
      /The question was refused: no_sources\./,
    ],
    ['cites another place', { start: 0 }, /^The citation points to something else: "# Harbour log/],
    ['cannot delete', { removal: 500 }, /^What was brought could not be taken away \(500\)/],
  ])('says so when the product %s', async (_, ailment, sentence) => {
    await expect(tryIt(ailment)).rejects.toThrow(sentence);
  });

  it('asks again when an answer came in one piece, as of a quick model, and takes both away', async () => {
    let answers = 0;
    await tryIt({ pieces: (all) => ((answers += 1) === 1 ? inOne(all) : all) });

    expect(answers).toBe(2);
    expect(lines.at(-1)).toMatch(/^Asked and answered/);
    expect(product.seen.filter((call) => call.startsWith('DELETE /api/conversations'))).toHaveLength(2);
  });

  it('takes its document away after a fault too', async () => {
    await expect(tryIt({ status: 'failed' })).rejects.toThrow('no_text');
    expect(product.seen.at(-1)).toBe(`DELETE /api/documents/${ID} with a key`);
  });
});
