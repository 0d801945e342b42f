import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '..');
const services = ['gateway', 'chat', 'ingestion', 'local-azure'];

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  overrides?: Record<string, string>;
}
const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

/** Packages nobody imports by name, which a package that is imported needs beside it. */
const PEERS = new Set([
  'rxjs',
  'reflect-metadata',
  'pino',
  'pino-http',
  '@langchain/core',
  '@azure/identity',
  'azurite',
  'swagger-ui-dist',
  'undici',
]);

const sources = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.ts$/.test(name) && !/\.(spec|contract)\.ts$/.test(name) ? [path] : [];
  });

/** Packages imported at run time below a service's `src`, with those of the shared libraries it imports. */
function importsOf(folder: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(folder)) return found;
  seen.add(folder);
  for (const file of sources(folder)) {
    const text = readFileSync(file, 'utf8');
    const statements = text.matchAll(
      /^(?:import|export)\s+(?!type\s)[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gms,
    );
    for (const [, from, bare, dynamic] of statements) {
      const specifier = from ?? bare ?? dynamic ?? '';
      if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier)) continue;
      if (specifier.startsWith('@shared/')) {
        const shared = join(root, 'services/shared', specifier.slice('@shared/'.length), 'src');
        for (const name of importsOf(shared, seen)) found.add(name);
        continue;
      }
      found.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    }
  }
  return found;
}

describe('the packages of a service', () => {
  it.each(services)('%s names every package that it and its shared libraries import', (service) => {
    const named = Object.keys(manifest(`services/${service}`).dependencies ?? {});
    const missing = [...importsOf(join(root, 'services', service, 'src'))].filter((name) => !named.includes(name));
    expect(missing).toEqual([]);
  });

  it.each(services)('%s names no package that nobody imports', (service) => {
    const imported = importsOf(join(root, 'services', service, 'src'));
    const named = Object.keys(manifest(`services/${service}`).dependencies ?? {});
    expect(named.filter((name) => !imported.has(name) && !PEERS.has(name))).toEqual([]);
  });
});

describe('the versions', () => {
  const manifests = ['.', ...services.map((service) => `services/${service}`), 'services/web'];

  it.each(manifests)('of %s are pinned exactly', (folder) => {
    const { dependencies, devDependencies, optionalDependencies, overrides } = manifest(folder);
    const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides });
    expect(all.filter(([, version]) => !/^(\d+\.\d+\.\d+|file:\.\/tools\/no-telemetry)$/.test(version))).toEqual([]);
  });

  it('agree: one package has one version everywhere', () => {
    const versions = new Map<string, Set<string>>();
    for (const folder of manifests) {
      const { dependencies, devDependencies } = manifest(folder);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it('are locked without the address of a registry', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});
