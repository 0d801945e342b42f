import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const configs = (pattern: string): string[] =>
  globSync(pattern, { cwd: root }).filter((path) => !/\.spec\.ts$/.test(path));
const all = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, found]) => found ?? '');

/** The fields that a config schema spreads in, by name: `const modelFields = {...}`. */
const spread = new Map(
  configs('services/**/*.config.ts')
    .filter((path) => !path.includes('node_modules'))
    .flatMap((path) =>
      Array.from(
        read(path).matchAll(/const (\w+Fields) = \{(.*?)\n\}/gs),
        ([, name = '', body = '']) => [name, body] as const,
      ),
    ),
);

function variablesIn(schema: string): string[] {
  return [
    ...all(schema, /^ +([A-Z][A-Z0-9_]+):/gm),
    ...all(schema, /\.\.\.(\w+Fields)\b/g).flatMap((name) => {
      const body = spread.get(name);
      if (body === undefined) throw new Error(`No config file has ${name}`);
      return variablesIn(body);
    }),
  ];
}

/** Every environment variable that a service's config schemas name, sorted, once each. */
export function configVariables(service: string): string[] {
  const found = configs(`services/${service}/src/config/*.config.ts`).flatMap((path) => variablesIn(read(path)));
  return [...new Set(found)].toSorted();
}
