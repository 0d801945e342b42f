import { Logger } from '@nestjs/common';
import { DependencyUnavailable } from '@shared/errors';
import { ASKER, FakeAuthority, FakeEmbedder, FakeSearch } from '../../test/support/fakes.js';
import { passage } from '../../test/support/passages.js';
import { RETRIEVAL } from '../../test/support/settings.js';
import { Retriever } from './retriever.service.js';

const FEE = passage({ documentId: 'document-a', text: 'The fee is 4 %.' });
const TERM = passage({ documentId: 'document-b', text: 'The term is a year.' });

let embedder: FakeEmbedder;
let search: FakeSearch;
let authority: FakeAuthority;
let retriever: Retriever;

// What is degraded is logged; the tests say it themselves.
beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(() => {
  embedder = new FakeEmbedder();
  search = new FakeSearch([FEE, TERM]);
  authority = new FakeAuthority();
  retriever = new Retriever(embedder, search, authority, RETRIEVAL);
});

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

  it('shows nothing when the catalog cannot be asked', async () => {
    authority.failure = new DependencyUnavailable('The catalog does not answer.');
    await expect(find()).rejects.toBe(authority.failure);
  });

  it.each([
    ['the embedder', () => (embedder.failure = new Error('down')), ['keyword']],
    ['the hybrid query', () => (search.failing = new Set(['hybrid'])), ['hybrid', 'keyword']],
    ['the keyword leg', () => (search.failing = new Set(['hybrid', 'keyword'])), ['hybrid', 'keyword', 'vector']],
  ])('goes on without %s, and says so', async (_, breakIt, modes) => {
    breakIt();

    const { passages, degraded } = await find();

    expect(degraded).toBe(true);
    expect(passages).toHaveLength(2);
    expect(search.queries.map(({ mode }) => mode)).toEqual(modes);
  });

  it('fails when no leg is left, instead of finding nothing', async () => {
    search.failing = new Set(['hybrid', 'keyword', 'vector']);
    await expect(find()).rejects.toThrow('vector is down');
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
