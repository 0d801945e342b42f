import { passageId, passageIndex, passageIndexName } from './index.js';

describe(passageIndexName.name, () => {
  it.each([
    ['text-embedding-3-large', 3072, 'passages-text-embedding-3-large-3072'],
    ['Cohere/Embed v3.0', 1024, 'passages-cohere-embed-v3-0-1024'],
    ['__odd__', 8, 'passages-odd-8'],
  ])('names the index of %p with %i numbers', (model, dimensions, name) => {
    expect(passageIndexName(model, dimensions)).toBe(name);
  });

  it('stays within the 128 characters that the service allows', () => {
    expect(passageIndexName('m'.repeat(300), 4096).length).toBeLessThanOrEqual(128);
  });
});

it('passageId is made of what it stands for', () => {
  expect(passageId('01ABC', 2, 7)).toBe('01ABC-2-7');
});

describe(passageIndex.name, () => {
  const index = passageIndex('passages-m-3', 3);
  const field = (name: string) => index.fields.find((candidate) => candidate.name === name);

  it('returns neither readers nor vectors to anybody', () => {
    expect([field('visibleTo'), field('contentVector')]).toEqual([
      expect.objectContaining({ hidden: true }),
      expect.objectContaining({ hidden: true, stored: false, vectorSearchDimensions: 3 }),
    ]);
  });

  it.each(['tenantId', 'visibleTo', 'tags', 'documentId', 'version'])('can be filtered by %s', (name) => {
    expect(field(name)).toMatchObject({ filterable: true });
  });

  it('never filters by content, whose terms may be longer than the service takes', () => {
    expect(field('content')).toMatchObject({ searchable: true, filterable: false });
  });

  it('has one key', () => {
    expect(index.fields.filter((candidate) => 'key' in candidate && candidate.key).map(({ name }) => name)).toEqual([
      'id',
    ]);
  });
});
