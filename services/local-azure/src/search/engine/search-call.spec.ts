import { isWrite, operationOf } from './search-call.js';

describe('operationOf', () => {
  it.each([
    ['GET', '/servicestats', { kind: 'service-stats' }],
    ['GET', '/indexes', { kind: 'list-indexes' }],
    ['POST', '/indexes', { kind: 'create-index' }],
    ['PUT', "/indexes('a')", { kind: 'put-index', index: 'a' }],
    ['GET', '/indexes/a', { kind: 'get-index', index: 'a' }],
    ['DELETE', "/indexes('a')", { kind: 'delete-index', index: 'a' }],
    ['GET', "/indexes('a')/search.stats", { kind: 'index-stats', index: 'a' }],
    ['GET', '/indexes/a/stats', { kind: 'index-stats', index: 'a' }],
    ['POST', "/indexes('a')/docs/search.post.search", { kind: 'query', index: 'a' }],
    ['POST', '/indexes/a/docs/search', { kind: 'query', index: 'a' }],
    ['POST', "/indexes('a')/docs/search.index", { kind: 'index-documents', index: 'a' }],
    ['POST', '/indexes/a/docs/index', { kind: 'index-documents', index: 'a' }],
    ['GET', "/indexes('a')/docs/$count", { kind: 'count', index: 'a' }],
    ['GET', "/indexes('a')/docs('k-1')", { kind: 'lookup', index: 'a', key: 'k-1' }],
    ['GET', '/indexes/a/docs/k-1', { kind: 'lookup', index: 'a', key: 'k-1' }],
  ])('%s %s', (method, path, operation) => {
    expect(operationOf(method, path)).toEqual(operation);
  });

  it.each([
    ['PATCH', '/indexes'],
    ['POST', "/indexes('a')/docs/search.post.suggest"],
    ['GET', '/indexesx'],
    ['GET', "/indexes('a'"],
    ['DELETE', "/indexes('a')/docs('k')"],
  ])('%s %s is none', (method, path) => {
    expect(operationOf(method, path)).toBeUndefined();
  });
});

describe('isWrite', () => {
  it('sends what changes something to the thread that writes', () => {
    expect(isWrite({ kind: 'put-index', index: 'a' })).toBe(true);
    expect(isWrite({ kind: 'query', index: 'a' })).toBe(false);
  });
});
