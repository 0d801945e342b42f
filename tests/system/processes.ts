import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Holder } from '../../tools/process/lock-file.ts';

/** In the order in which the launcher starts and notes them. */
const NAMES = ['local-azure', 'ingestion', 'chat', 'gateway'] as const;
export type ChildName = (typeof NAMES)[number];

/** The processes that a running product noted in its data folder; one that is between two lives is missing. */
export function childrenOf(dataDir: string): Partial<Record<ChildName, number>> {
  const { children } = JSON.parse(readFileSync(join(dataDir, 'lock'), 'utf8')) as Holder;
  const found: Partial<Record<ChildName, number>> = {};
  for (const [i, name] of NAMES.entries()) {
    const child = children[i];
    if (child) found[name] = child.pid;
  }
  return found;
}
