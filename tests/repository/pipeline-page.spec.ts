import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ENVIRONMENTS } from '../../tools/repository/wanted.ts';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/pipeline.md');
const script = read('helm/release.sh');

/** Cells of the rows of a table whose first cell fits. */
const rows = (first: RegExp): string[][] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell = '']) => first.test(cell));

describe('docs/pipeline.md', () => {
  it('tells every environment, and which of them somebody is asked about', () => {
    const told = rows(/^`[a-z]+`$/).map(([name, , asked]) => [name, asked !== 'nobody']);
    expect(told.toSorted()).toEqual(ENVIRONMENTS.map(({ name, isReviewed }) => [`\`${name}\``, isReviewed]));
  });

  it('tells every variable of every environment, and no other', () => {
    const told = rows(/^`[A-Z_]+`$/).map(([name, environments]) => [name, environments]);
    const names = [...new Set(ENVIRONMENTS.flatMap(({ variables }) => variables))];
    const wanted = names.map((name) => [
      `\`${name}\``,
      ENVIRONMENTS.filter(({ variables }) => variables.includes(name))
        .map((environment) => environment.name)
        .join(', '),
    ]);
    expect(told.toSorted()).toEqual(wanted.toSorted());
  });

  it('tells every end of helm/release.sh, as its own head does', () => {
    const told = rows(/^\d$/).map(([code]) => code);
    const inHead = Array.from(script.matchAll(/^# {3}(\d) {3}/gm), ([, code]) => code);
    const exits = Array.from(script.matchAll(/\bexit (\d)/g), ([, code]) => code);
    expect(told).toEqual(inHead);
    expect([...new Set(exits)].toSorted()).toEqual(inHead);
  });

  it('has the chapter that the script sends people to', () => {
    expect(script).toContain('docs/pipeline.md, \\"When a release fails\\"');
    expect(page).toContain('### When a release fails');
  });
});
