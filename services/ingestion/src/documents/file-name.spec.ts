import { contentDisposition, shownFileName, titleFrom } from './file-name.js';

describe(shownFileName.name, () => {
  it.each([
    ['plan.pdf', 'plan.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\files\\plan.pdf', 'plan.pdf'],
    ['a\u0000b\nc.pdf', 'abc.pdf'],
    ['exe\u202Efdp.exe', 'exefdp.exe'],
    ['say %22hi%22.txt', 'say "hi".txt'],
    ['..', 'document'],
    ['', 'document'],
    [undefined, 'document'],
  ])('shows %p as %p', (given, shown) => {
    expect(shownFileName(given)).toBe(shown);
  });

  it('keeps at most 255 characters', () => {
    expect(shownFileName('x'.repeat(300))).toHaveLength(255);
  });
});

it.each([
  ['plan.v2.pdf', 'plan.v2'],
  ['README', 'README'],
  ['.env', '.env'],
])('titleFrom makes %p to %p', (fileName, title) => {
  expect(titleFrom(fileName)).toBe(title);
});

it('contentDisposition lets no name break out of its header', () => {
  expect(contentDisposition('a"; x="b\r\n.pdf', false)).toBe(
    `attachment; filename="a_; x=_b__.pdf"; filename*=UTF-8''a%22%3B%20x%3D%22b%0D%0A.pdf`,
  );
});
