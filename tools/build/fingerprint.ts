import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The files a build was made from. */
export interface Fingerprint {
  /** Of every file's path and content, so that a checkout which only touches times builds nothing. */
  readonly hash: string;
  /** Paths from the root, sorted. */
  readonly files: readonly string[];
}

/** @param sources files and folders, from `root`. @param leaveOut tested against the path of every file and folder. */
export async function fingerprint(root: string, sources: readonly string[], leaveOut: RegExp): Promise<Fingerprint> {
  const files = (await Promise.all(sources.map((source) => filesUnder(root, source, leaveOut)))).flat().sort();
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`).update(await readFile(join(root, file)));
  }
  return { hash: hash.digest('hex'), files };
}

async function filesUnder(root: string, path: string, leaveOut: RegExp): Promise<string[]> {
  if (leaveOut.test(path)) return [];
  const found = await stat(join(root, path)).catch(() => undefined);
  if (!found) return [];
  if (found.isFile()) return [path];
  const names = await readdir(join(root, path));
  return (await Promise.all(names.map((name) => filesUnder(root, `${path}/${name}`, leaveOut)))).flat();
}
