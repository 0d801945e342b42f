import { servicesOf } from './watch.ts';

describe(servicesOf.name, () => {
  it.each([
    ['chat/src/main.ts', ['chat']],
    ['local-azure/src/main.ts', ['local-azure']],
    ['shared/errors/src/index.ts', ['gateway', 'chat', 'ingestion']],
    ['web/src/app.tsx', []],
  ])('starts anew what %s is part of', (path, services) => {
    expect(servicesOf(path)).toEqual(services);
  });
});
