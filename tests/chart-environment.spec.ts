import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { configVariables } from './support/config-variables.js';

const chart = resolve(__dirname, '../charts/groundwork');
const values = parse(readFileSync(join(chart, 'values.yaml'), 'utf8')) as Record<string, { config?: object }>;

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}
const schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8')) as SchemaNode;

/** The named templates of the environment, by name. */
const templates = new Map(
  Array.from(
    readFileSync(join(chart, 'templates/_environment.tpl'), 'utf8').matchAll(
      /\{\{- define "([^"]+)" -\}\}(.*?)\n?\{\{- end -\}\}(?=\n|$)/gs,
    ),
    ([, name = '', body = '']) => [name, body] as const,
  ),
);

/** Variables that a named template can set: written out, from a Secret, or keys of a `config` that it takes in. */
function variablesOf(name: string, service: string): string[] {
  const body = templates.get(name);
  if (body === undefined) throw new Error(`_environment.tpl has no template ${name}`);
  const found = (pattern: RegExp): string[] => Array.from(body.matchAll(pattern), ([, one]) => one ?? '');
  return [
    ...found(/^([A-Z][A-Z0-9_]+): /gm),
    ...found(/"groundwork\.secretVariable" \(list "([A-Z0-9_]+)"/g),
    ...found(/include "(groundwork\.(?:env|secrets)\.(?!config)\w+)"/g).flatMap((other) => variablesOf(other, service)),
    ...found(/"groundwork\.env\.config" \$?(\.?[\w.]+)/g).flatMap((path) => Object.keys(configAt(path, service))),
  ];
}

/** The `config` that a template names: `.Values.chat.config`, or a variable made of it. */
function configAt(path: string, service: string): object {
  const owner =
    /(?:\.?Values|values)\.(\w+)\.config/.exec(path)?.[1] ?? (path.startsWith('models') ? 'models' : service);
  return values[owner]?.config ?? {};
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

describe('the environment of the chart', () => {
  it.each([
    ['gateway', ['groundwork.env.gateway', 'groundwork.secrets.gateway']],
    ['chat', ['groundwork.env.chat', 'groundwork.secrets.chat']],
    ['ingestion', ['groundwork.env.ingestion', 'groundwork.secrets.ingestion']],
    ['ingestion', ['groundwork.env.worker', 'groundwork.secrets.worker']],
    ['local-azure', ['groundwork.env.localAzure']],
  ])('of %s (%j) is what the service reads, and nothing else', (service, names) => {
    expect(sorted(names.flatMap((name) => variablesOf(name, service)))).toEqual(configVariables(service));
  });

  it.each(['gateway', 'chat', 'ingestion', 'models', 'contentSafety'])(
    'has the same keys in values and schema: %s',
    (owner) => {
      const inSchema = Object.keys(schema.properties?.[owner]?.properties?.['config']?.properties ?? {});
      expect(sorted(inSchema)).toEqual(sorted(Object.keys(values[owner]?.config ?? {})));
      expect(inSchema.length).toBeGreaterThan(1);
    },
  );

  it('has a sentence above every key of a config', () => {
    const lines = readFileSync(join(chart, 'values.yaml'), 'utf8').split('\n');
    const bare = lines.filter((line, at) => /^ {4}[A-Z][A-Z0-9_]+:/.test(line) && !lines[at - 1]?.includes('# -- '));
    expect(bare).toEqual([]);
  });
});
