import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One package that runs in the product. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** What it says about itself: an SPDX expression, mostly. Empty if it says nothing. */
  readonly licence: string;
  /** Text of its licence file; undefined for packages of one platform, which are not installed on every machine. */
  readonly text: string | undefined;
}

/** One entry of `packages` in package-lock.json. */
interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** Folder of our own stand-in for telemetry packages: nothing of anybody else's. */
const OUR_STAND_IN = 'no-telemetry';

/** Every package that `npm ci --omit=dev` installs on some platform, as the lock file has them, sorted by name. */
export function runtimePackages(root: string): RuntimePackage[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const found = Object.entries(packages).flatMap(([path, entry]) => {
    const isOurs =
      !path.includes('node_modules/') || entry.link || path.includes('/@groundwork/') || path.endsWith(OUR_STAND_IN);
    if (isOurs || entry.dev || entry.devOptional || entry.version === undefined) return [];
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const text = entry.os || entry.cpu ? undefined : licenceText(join(root, path));
    return [{ name, version: entry.version, licence: entry.license ?? '', text }];
  });
  const byKey = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function licenceText(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const file = readdirSync(folder)
    .sort()
    .find((name) => /^(licen[cs]e|copying)([-._].*)?$/i.test(name) && !name.endsWith('.js'));
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8');
}

/** Dependencies of ours that name a range instead of one version: `services/chat: zod ^4.6.7`. */
export function unpinned(root: string): string[] {
  const { workspaces = [] } = manifest(root, '.');
  return ['.', ...workspaces].flatMap((folder) => {
    const { dependencies, devDependencies, optionalDependencies } = manifest(root, folder);
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${folder}: ${name} ${version}`);
  });
}

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = (root: string, folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
