import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CannotStart, runTool } from './cannot-start.ts';
import { noticesDocument } from './notices/document.ts';
import { mayRun } from './notices/licence.ts';
import { runtimePackages, unpinned } from './notices/packages.ts';

/** `npm run notices [-- --check]`: writes THIRD-PARTY-NOTICES.md, or says whether the one there still stands. */
await runTool(async () => {
  const root = resolve(import.meta.dirname, '..');
  const file = join(root, 'THIRD-PARTY-NOTICES.md');
  const packages = runtimePackages(root);

  const forbidden = packages.filter(({ licence }) => !mayRun(licence));
  if (forbidden.length > 0) {
    const list = forbidden.map(({ name, version, licence }) => `${name} ${version} (${licence || 'no licence'})`);
    throw new CannotStart(`These packages may not run in the product: ${list.join(', ')}. Replace them.`);
  }
  const ranges = unpinned(root);
  if (ranges.length > 0) throw new CannotStart(`Give one exact version to each of: ${ranges.join(', ')}.`);

  const text = noticesDocument(packages);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (read(file) !== text)
    throw new CannotStart('THIRD-PARTY-NOTICES.md is out of date: run "npm run notices" and commit it.');
  console.log(`${packages.length} packages run in the product; all licences allow it, all versions are exact.`);
});

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
