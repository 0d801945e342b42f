import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { STATUS_OF_KIND, type ErrorKind } from '@shared/errors';
import { configVariables } from './support/config-variables.js';

const root = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: root }).filter(
    (path) => !/\.(spec|contract)\.ts$/.test(path) && !path.includes('node_modules'),
  );
const all = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, found]) => found ?? '');
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

/** First cells of a table's rows that are code, such as `name`. */
const firstCells = (markdown: string, name: RegExp): string[] =>
  all(markdown, /^\| `([^`]+)`/gm).filter((cell) => name.test(cell));

describe('docs/errors.md', () => {
  const [answers = '', failures = ''] = read('docs/errors.md').split('## Failed documents');
  const code = /^[a-z][a-z_]+$/;
  // Local Azure speaks Azure's codes, not ours.
  const files = [
    ...sources('services/{gateway,chat,ingestion}/src/**/*.ts'),
    ...sources('services/shared/*/src/**/*.ts'),
  ];
  const text = files.map(read).join('\n');

  const classes = new Map(
    Array.from(
      text.matchAll(/readonly code = '(\w+)'[^;]*;\s+(?:override )?readonly kind = '([\w-]+)'/g),
      ([, name = '', kind = '']) => [name, STATUS_OF_KIND[kind as ErrorKind]],
    ),
  );
  /** Codes of answers that no error class carries: `problem.ts` gives them to what nobody foresaw. */
  const unforeseen = ['http_error', 'internal'];

  it('has a row for every code that an answer can carry, and no other', () => {
    const inCode = all(text, /readonly code = '(\w+)'/g);
    expect(inCode.toSorted()).toEqual([...classes.keys()].toSorted()); // every class names its kind beside its code
    expect(sorted(firstCells(answers, code))).toEqual(sorted([...inCode, ...unforeseen]));
    for (const name of unforeseen) expect(read('services/shared/http/src/problem.ts')).toContain(`'${name}'`);
  });

  it('tells the status that each code is sent with', () => {
    const told = new Map(
      Array.from(answers.matchAll(/^\| `(\w+)` +\| (\d{3}|4xx) /gm), ([, name = '', status = '']) => [name, status]),
    );
    for (const [name, status] of classes) expect([name, told.get(name)]).toEqual([name, String(status)]);
  });

  it('has a row for every reason that a document can fail for, and no other', () => {
    const ingestion = sources('services/ingestion/src/**/*.ts').map(read).join('\n');
    const unreadable = /UNREADABLE = \{(.*?)\n\} as const/s.exec(ingestion)?.[1] ?? '';
    const inCode = [...all(unreadable, /^ {2}(\w+):/gm), ...all(ingestion, /\bcode: '([a-z]+_\w+)'/g)];
    expect(sorted(firstCells(failures, code))).toEqual(sorted(inCode));
  });

  it('lists the codes in order, once each', () => {
    for (const table of [answers, failures]) {
      const cells = firstCells(table, code);
      expect(cells).toEqual(sorted(cells));
    }
  });
});

describe('the settings of each service', () => {
  it.each(['gateway', 'chat', 'ingestion', 'local-azure'])(
    '%s: its README and its config name the same variables',
    (service) => {
      const inCode = configVariables(service);
      expect(inCode.length).toBeGreaterThan(0);
      expect(sorted(firstCells(read(`services/${service}/README.md`), /^[A-Z][A-Z0-9_]+$/))).toEqual(inCode);
    },
  );
});

describe('the commands in the documents', () => {
  const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    ...globSync('{docs,services/*,evals,load,tests,tools}/**/*.md', { cwd: root }),
  ].filter((path) => !path.includes('node_modules'));

  it.each(documents)('%s names only scripts that there are', (path) => {
    const named = all(read(path), /\bnpm run ([a-z][\w:-]*)/g).filter(
      (name) => !read(path).includes(`npm run ${name} -w`),
    );
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});
