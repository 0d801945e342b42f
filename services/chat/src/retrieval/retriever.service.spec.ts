import { Logger } from '@nestjs/common';
import { DependencyUnavailable } from '@shared/errors';
import { Metrics } from '@shared/telemetry';
import { ASKER, FakeAuthority, FakeEmbedder, FakeSearch } from '../../test/support/fakes.js';
import { passage } from '../../test/support/passages.js';
import { RETRIEVAL } from '../../test/support/settings.js';
import { ChatMetrics } from '../metrics/chat-metrics.js';
import { Retriever } from './retriever.service.js';

const FEE = passage({ documentId: 'document-a', text: 'The fee is 4 %.' });
const TERM = passage({ documentId: 'document-b', text: 'The term is a year.' });

let embedder: FakeEmbedder;
let search: FakeSearch;
let authority: FakeAuthority;
let metrics: Metrics;
let chatMetrics: ChatMetrics;
let retriever: Retriever;

// What is degraded is logged; the tests say it themselves.
beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(() => {
  embedder = new FakeEmbedder();
  search = new FakeSearch([FEE, TERM]);
  authority = new FakeAuthority();
  metrics = new Metrics('chat');
  chatMetrics = new ChatMetrics(metrics);
  retriever = make();
});

const make = (overrides = {}) =>
  new Retriever(embedder, search, authority, { ...RETRIEVAL, ...overrides }, chatMetrics);
/** The counters of searches that are not 0. */
const counted = async (): Promise<string[]> =>
  (await metrics.text()).split('\n').filter((line) => /^groundwork_chat_search_\w+_total.* [1-9]/.test(line));
const find = (questions = ['fee?'], top = 10) => retriever.find({ asker: ASKER, questions, mode: 'hybrid', top });

describe(Retriever.name, () => {
  it('shows what the catalog confirms, with the title of today', async () => {
    authority.hidden = new Set(['document-a']);

    const { passages, degraded } = await find();

    expect(degraded).toBe(false);
    expect(passages.map(({ documentId, title }) => [documentId, title])).toEqual([['document-b', 'Plan of today']]);
  });

  it('lets a passage that is no longer readable take no place of one that is', async () => {
    authority.hidden = new Set(['document-a']);
    expect((await find(['fee?'], 1)).passages).toHaveLength(1);
  });

  it('looks again when a document was replaced between the search and the check', async () => {
    const before = passage({ documentId: 'document-a', version: 1, text: 'The fee is 4 %.' });
    const after = passage({ documentId: 'document-a', version: 2, text: 'The fee is 5 %.' });
    search.passages = [before];
    authority.live.set('document-a', 2);
    const once = jest.spyOn(search, 'find').mockImplementationOnce(async () => {
      search.passages = [before, after];
      return [before];
    });

    const { passages } = await find();

    expect(passages.map(({ text }) => text)).toEqual(['The fee is 5 %.']);
    expect(once).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['deleted', () => (authority.hidden = new Set(['document-a']))],
    ['not ready in its newer version', () => authority.live.set('document-a', 1)],
  ])('looks once when a document is %s', async (_, is) => {
    search.passages = [passage({ documentId: 'document-a', version: 2, text: 'The fee is 5 %.' })];
    is();

    expect((await find()).passages).toEqual([]);
    expect(search.queries).toHaveLength(1);
  });

  it('looks twice at most, for an index that lags', async () => {
    search.passages = [passage({ documentId: 'document-a', version: 1, text: 'The fee is 4 %.' })];
    authority.live.set('document-a', 2);

    expect((await find()).passages).toEqual([]);
    expect(search.queries).toHaveLength(2);
  });

  it('shows nothing when the catalog cannot be asked', async () => {
    authority.failure = new DependencyUnavailable('The catalog does not answer.');
    await expect(find()).rejects.toBe(authority.failure);
  });

  it.each([
    ['the embedder', () => (embedder.failure = new Error('down')), ['keyword'], 'vector'],
    ['the hybrid query', () => (search.failing = new Set(['hybrid'])), ['hybrid', 'keyword'], 'vector'],
    [
      'the keyword leg',
      () => (search.failing = new Set(['hybrid', 'keyword'])),
      ['hybrid', 'keyword', 'vector'],
      'keyword',
    ],
  ])('goes on without %s, and says so', async (_, breakIt, modes, lost) => {
    breakIt();

    const { passages, degraded } = await find();

    expect(degraded).toBe(true);
    expect(passages).toHaveLength(2);
    expect(search.queries.map(({ mode }) => mode)).toEqual(modes);
    expect(await counted()).toEqual([`groundwork_chat_search_degraded_total{lost="${lost}",service="chat"} 1`]);
  });

  it('fails when no leg is left, instead of finding nothing', async () => {
    search.failing = new Set(['hybrid', 'keyword', 'vector']);
    await expect(find()).rejects.toThrow('vector is down');
    expect(await counted()).toEqual(['groundwork_chat_search_failed_total{service="chat"} 1']);
  });

  it('goes on with words alone when the embedder stalls', async () => {
    embedder.isStalled = true;
    retriever = make({ embedTimeoutMs: 20 });

    expect(await find()).toMatchObject({ degraded: true, passages: [{}, {}] });
    const lookup = { asker: ASKER, questions: ['fee'], mode: 'vector' as const, top: 5 };
    await expect(retriever.find(lookup)).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });

  it('counts one loss of a lookup, however many ways to put the question there are', async () => {
    embedder.failure = new Error('down');
    await find(['one', 'two']);
    expect(await counted()).toEqual(['groundwork_chat_search_degraded_total{lost="vector",service="chat"} 1']);
  });

  it('counts nothing of a whole search, nor of one that is given up', async () => {
    await find();
    const lookup = { asker: ASKER, questions: ['fee'], mode: 'hybrid' as const, top: 5 };
    await expect(retriever.find(lookup, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    expect(await counted()).toEqual([]);
  });

  it('looks for both ways to put a question, the first counting twice as much', async () => {
    const { passages } = await find(['one', 'two']);

    expect(embedder.asked).toEqual(['one', 'two']);
    expect(search.queries.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(passages.map(({ score }) => score)).toEqual([1.5 / 60, 1.5 / 61]);
  });

  it('asks no embedder for a search by words', async () => {
    await retriever.find({ asker: ASKER, questions: ['fee'], mode: 'keyword', top: 5 });
    expect(embedder.asked).toEqual([]);
  });

  it('gives up at once when its caller does', async () => {
    const reason = new Error('stopped');
    await expect(
      retriever.find({ asker: ASKER, questions: ['fee'], mode: 'hybrid', top: 5 }, AbortSignal.abort(reason)),
    ).rejects.toBe(reason);
    expect(search.queries).toHaveLength(1);
  });
});
