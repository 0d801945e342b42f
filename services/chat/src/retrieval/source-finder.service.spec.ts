import { Metrics } from '@shared/telemetry';
import { ASKER, FakeAuthority, FakeEmbedder, FakeSearch } from '../../test/support/fakes.js';
import { passage } from '../../test/support/passages.js';
import { RETRIEVAL } from '../../test/support/settings.js';
import { ChatMetrics } from '../metrics/chat-metrics.js';
import { Retriever } from './retriever.service.js';
import { SourceFinder } from './source-finder.service.js';

const FEE = passage({ documentId: 'document-a', text: 'The yearly fee is 4 %.' });
const ZOO = passage({ documentId: 'document-b', text: 'Penguins eat fish.' });
const CHINESE = passage({ documentId: 'document-c', text: '费用是四元。' });

function finder(passages = [FEE, ZOO, CHINESE], overrides = {}): SourceFinder {
  const config = { ...RETRIEVAL, ...overrides };
  const metrics = new ChatMetrics(new Metrics('chat'));
  return new SourceFinder(
    new Retriever(new FakeEmbedder(), new FakeSearch(passages), new FakeAuthority(), config, metrics),
    config,
  );
}

const ids = async (made: SourceFinder): Promise<string[]> => {
  const { passages } = await made.find({ asker: ASKER, questions: ['What is the yearly fee?'] });
  return passages.map(({ documentId }) => documentId);
};

describe(SourceFinder.name, () => {
  it('drops passages that hold nothing of the question, but none in another script', async () => {
    expect(await ids(finder())).toEqual(['document-a', 'document-c']);
  });

  it('keeps weaker passages beside one that fits', async () => {
    const weak = passage({ documentId: 'document-d', text: 'A fee is due for parking.' });
    expect(await ids(finder([weak, FEE], { minCoverage: 0.9 }))).toEqual(['document-d', 'document-a']);
  });

  it('finds nothing where even the best fits too little', async () => {
    expect(await ids(finder([ZOO]))).toEqual([]);
    // One of the two words "yearly" and "fee".
    expect(await ids(finder([passage({ text: 'A fee is due for parking.' })], { minCoverage: 0.6 }))).toEqual([]);
  });

  it('keeps everything when the threshold is switched off', async () => {
    expect(await ids(finder([FEE, ZOO], { minCoverage: 0 }))).toEqual(['document-a', 'document-b']);
  });

  it('lets no document crowd out the others, and gives the best first all the same', async () => {
    const fees = ['The yearly fee is 5 %.', 'The yearly fee is 6 %.', 'The yearly fee is 7 %.'].map((text, ordinal) =>
      passage({ documentId: 'document-a', page: ordinal + 2, text }),
    );
    const other = passage({ documentId: 'document-d', text: 'A fee is due for parking.' });
    expect(await ids(finder([FEE, ...fees, other], { sources: 3, perDocument: 2 }))).toEqual([
      'document-a',
      'document-a',
      'document-d',
    ]);
    const found = await finder([...fees, other, FEE], { sources: 4, perDocument: 2 }).find({
      asker: ASKER,
      questions: ['What is the yearly fee?'],
    });
    // Room for four: the third of document-a comes back, before the other document, as it was ranked.
    expect(found.passages.map(({ text }) => text)).toEqual([...fees.map(({ text }) => text), other.text]);
  });

  it('gives no more sources than allowed', async () => {
    expect(await ids(finder([FEE, CHINESE], { sources: 1 }))).toEqual(['document-a']);
  });
});
