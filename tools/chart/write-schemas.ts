import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { runTool } from '../cannot-start.ts';
import { customSchemas, kubernetesSchemas, type CustomResource, type KindSchema, type Swagger } from './schemas.ts';

/** `write-schemas.ts FOLDER`: JSON schemas of all kinds that schemas.txt names, for kubeconform, out of their Go modules. */
await runTool(async () => {
  const [folder = ''] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const list = readFileSync(join(import.meta.dirname, 'schemas.txt'), 'utf8');
  for (const line of list.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
    const [name = '', module = '', version = '', path = '', alias] = line.split(/\s+/);
    const kinds = kindsIn(join(download(`${module}@${version}`), path), alias);
    if (kinds.length === 0) throw new Error(`${name}: ${path} of ${module}@${version} describes no kind of object`);
    for (const { name: kind, schema } of kinds) writeFileSync(join(folder, `${kind}.json`), JSON.stringify(schema));
    console.log(`${name}: ${kinds.length} kinds`);
  }
});

/** The folder of a module in Go's cache; Go holds the download against its checksum database. */
function download(module: string): string {
  const told = execFileSync('go', ['mod', 'download', '-json', module], { cwd: '/', encoding: 'utf8' });
  return (JSON.parse(told) as { Dir: string }).Dir;
}

function kindsIn(path: string, alias?: string): KindSchema[] {
  if (statSync(path).isFile()) return kubernetesSchemas(JSON.parse(readFileSync(path, 'utf8')) as Swagger);
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(path, name), 'utf8')))
    .flatMap((document) => customSchemas((document.toJS() ?? {}) as CustomResource, alias));
}
