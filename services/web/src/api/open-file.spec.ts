import { fileNameIn, shownAs } from './open-file.js';

describe(shownAs.name, () => {
  it.each([
    ['application/pdf', 'application/pdf'],
    ['text/plain; charset=utf-16', 'text/plain;charset=utf-8'],
    ['text/html; charset=utf-8', null],
    ['image/svg+xml', null],
    ['application/xhtml+xml', null],
    ['', null],
    [null, null],
  ])('shows %s as %s', (given, shown) => {
    expect(shownAs(given)).toBe(shown);
  });
});

describe(fileNameIn.name, () => {
  it.each([
    ['inline; filename="plan.pdf"', 'plan.pdf'],
    [`attachment; filename="pl_n.pdf"; filename*=UTF-8''pl%C3%A4n.pdf`, 'plän.pdf'],
    [`attachment; filename="plan.pdf"; filename*=UTF-8''%zz`, 'plan.pdf'],
    ['attachment', 'download'],
    [null, 'download'],
  ])('finds the name in %s', (given, name) => {
    expect(fileNameIn(given)).toBe(name);
  });
});
