import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { runTool } from '../cannot-start.ts';
import { environmentFaults, type Manifest } from './environment-of.ts';

/** `environment.ts FOLDER`: no container of the rendered manifests sets a variable twice, or one from two places. */
await runTool(async () => {
  const [folder = ''] = process.argv.slice(2);
  const faults = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const documents = parseAllDocuments(readFileSync(join(folder, name), 'utf8'));
      const manifests = documents.flatMap((document) => (document.toJS() ?? []) as Manifest);
      return environmentFaults(manifests).map((fault) => `${name}: ${fault}`);
    });
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
});
