import { DOCUMENT_ID, StandInProduct, type Ailment } from '../../tests/support/stand-in-product.ts';
import { CannotStart } from '../../tools/cannot-start.ts';
import { withOwnDocument } from './own-document.ts';

const CALLERS = {
  keys: ['gw_first', 'gw_second'],
  readers: ['user:first', 'user:second'],
  release: async () => undefined,
};
const TAKEN = 'POST /api/documents with a key';
const FOLLOWED = `GET /api/documents/${DOCUMENT_ID}/events with a key`;
const REMOVED = `DELETE /api/documents/${DOCUMENT_ID} with a key`;

describe(withOwnDocument.name, () => {
  let product: StandInProduct;
  let ailment: Ailment;
  let stop: AbortController;
  let ran: string[];
  /** The request at which the person has had enough. */
  let stopsAt: string | undefined;
  beforeEach(async () => {
    [ailment, stop, ran, stopsAt] = [{}, new AbortController(), [], undefined];
    product = await StandInProduct.start(() => {
      if (product.seen.at(-1) === stopsAt) stop.abort(new CannotStart('Stopped.'));
      return ailment;
    });
  });
  afterEach(() => product.stop());

  const tryIt = (run = async (id: string): Promise<void> => void ran.push(id)): Promise<void> =>
    withOwnDocument(product.url, CALLERS, stop.signal, run);

  it('is there while the run is, and gone afterwards', async () => {
    await tryIt();
    expect(ran).toEqual([DOCUMENT_ID]);
    expect(product.seen).toEqual([TAKEN, FOLLOWED, REMOVED]);
  });

  it('is gone after a run that failed', async () => {
    const failing = tryIt(() => Promise.reject(new Error('k6 fell over')));
    await expect(failing).rejects.toThrow('k6 fell over');
    expect(product.seen.at(-1)).toBe(REMOVED);
  });

  it('is taken away if it could not be read, and nobody asks', async () => {
    ailment = { status: 'failed' };
    await expect(tryIt()).rejects.toThrow('The document could not be read.');
    expect(ran).toEqual([]);
    expect(product.seen.at(-1)).toBe(REMOVED);
  });

  it('is not uploaded once the person has had enough', async () => {
    stop.abort(new CannotStart('Stopped.'));
    await expect(tryIt()).rejects.toThrow('Stopped.');
    expect(product.seen).toEqual([]);
  });

  it('is taken away when the person has had enough of waiting', async () => {
    stopsAt = FOLLOWED;
    await expect(tryIt()).rejects.toThrow(/^Stopped\.$/);
    expect(ran).toEqual([]);
    expect(product.seen.at(-1)).toBe(REMOVED);
  });

  it.each<[string, Ailment, string]>([
    ['taken', { upload: 429 }, 'The document was not taken (429): A sentence of the product.'],
    ['removed', { removal: 403 }, 'The document was not removed (403): A sentence of the product.'],
  ])('is told of where it could not be %s', async (_, given, sentence) => {
    ailment = given;
    const trying = tryIt();
    await expect(trying).rejects.toBeInstanceOf(CannotStart);
    await expect(trying).rejects.toThrow(sentence);
  });
});
