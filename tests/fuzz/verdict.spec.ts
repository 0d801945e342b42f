import { faultsOf, type FuzzAnswer } from './verdict.ts';

const answer = (fields: Partial<FuzzAnswer>): FuzzAnswer => ({
  status: 400,
  contentType: 'application/problem+json',
  body: '{"code":"invalid_input"}',
  ...fields,
});

describe(faultsOf.name, () => {
  it.each<[string, Partial<FuzzAnswer>, string[]]>([
    ['a problem', {}, []],
    ['no body', { status: 404, contentType: '', body: '' }, []],
    ['a page', { status: 200, contentType: 'text/html', body: '<p>at noon: 1:2</p>' }, []],
    ['a fault of ours', { status: 503 }, ['status 503']],
    ['a stack', { body: 'Error\n    at run (/x/y.js:10:5)' }, ['a stack']],
    ['a stack in JSON', { body: '{"detail":"Error\\n    at run (/x/y.js:10:5)"}' }, ['a stack']],
    ['a path of a package', { body: '{"detail":"no node_modules/x"}' }, ['a path of the program']],
    ['a path of a source', { body: '{"detail":"in /a/src/http/x.ts"}' }, ['a path of the program']],
    ['an error that is a page', { contentType: 'text/html' }, ['an error as text/html']],
    ['this machine', { status: 200, body: 'see /srv/groundwork/data' }, ['a path of this machine']],
  ])('of %s', (_, fields, faults) => {
    expect(faultsOf(answer(fields), ['/srv/groundwork'])).toEqual(faults);
  });
});
