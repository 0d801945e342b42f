import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf } from '../error-code.ts';
import { identityOf, isAlive, type ProcessIdentity } from './identity.ts';

/** What a lock file holds: who has it, and the processes started on its behalf. */
export interface Holder extends ProcessIdentity {
  readonly children: readonly ProcessIdentity[];
}

/** A lock this process holds. It outlives nobody: a later claim finds out whether the holder still runs. */
export interface Lock {
  /** Children that a crashed holder left behind; they may still be writing. Empty after an orderly end. */
  readonly orphans: readonly ProcessIdentity[];
  /** Notes the processes that work on this process's behalf now. */
  readonly record: (children: readonly number[]) => void;
  readonly release: () => void;
}

/** Takes the lock, or answers with the living process that has it. A lock left by a killed process is taken over. */
export function claimLock(file: string): Lock | { readonly heldBy: Holder } {
  const me = identityOf(process.pid) ?? { pid: process.pid, startTicks: null };
  const draft = `${file}.${process.pid}`;
  const write = (holder: Holder): void => writeFileSync(draft, JSON.stringify(holder));
  let orphans: readonly ProcessIdentity[] = [];
  write({ ...me, children: [] });
  try {
    // A hard link appears whole or not at all, and fails if the name is taken.
    while (!linked(draft, file)) {
      const holder = holderOf(file);
      if (holder && isAlive(holder)) return { heldBy: holder };
      orphans = (holder?.children ?? []).filter(isAlive);
      setAside(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    orphans,
    record: (children) => {
      write({ ...me, children: children.flatMap((pid) => identityOf(pid) ?? []) });
      renameSync(draft, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a stale lock away, unless somebody else did and has a lock of their own there by now. */
function setAside(file: string, stale: Holder | undefined): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = holderOf(aside);
  if (moved && moved.pid !== stale?.pid && isAlive(moved)) linked(aside, file);
  rmSync(aside, { force: true });
}

function holderOf(file: string): Holder | undefined {
  try {
    const { pid, startTicks, children } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' ? { pid, startTicks: startTicks ?? null, children: children ?? [] } : undefined;
  } catch {
    return undefined;
  }
}
