import { readFileSync } from 'node:fs';
import { codeOf } from '../error-code.ts';

/** One process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The kernel's start time of the process, in clock ticks since boot; null where the system does not tell (macOS). */
  readonly startTicks: string | null;
}

/** Who has this number now, or undefined if nobody. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if (codeOf(error) !== 'EPERM') return undefined;
  }
  const stat = statOf(pid);
  // A zombie has ended; only its parent has not asked yet.
  if (stat?.state === 'Z') return undefined;
  return { pid, startTicks: stat?.startTicks ?? null };
}

/** Whether that very process still runs. */
export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  const now = identityOf(pid);
  return now !== undefined && (startTicks === null || now.startTicks === null || now.startTicks === startTicks);
}

/** Fields 3 and 22 of /proc/PID/stat (man 5 proc). The name before them may hold blanks and brackets. */
function statOf(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
