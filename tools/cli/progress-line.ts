import type { DocumentView } from '@shared/contracts';

/** Characters of the bar. */
const BAR_CHARS = 24;
/** Longest name shown, in characters. */
const NAME_CHARS = 36;

/** `report.pdf   [############------------]  50 % embedding` */
export function progressLine(name: string, share: number, stage: string): string {
  const full = Math.round(Math.min(Math.max(share, 0), 1) * BAR_CHARS);
  const bar = '#'.repeat(full) + '-'.repeat(BAR_CHARS - full);
  return `${shown(name)} [${bar}] ${String(Math.floor(share * 100)).padStart(3)} % ${stage}`;
}

/** How a document ended, in one line. */
export function outcomeLine(name: string, view: DocumentView, seconds: number): string {
  if (view.failure) return `${shown(name)} failed: ${view.failure.message} (${view.failure.code})`;
  const pages = view.pages === null ? '' : `${counted(view.pages, 'page')}, `;
  return `${shown(name)} ready after ${seconds.toFixed(1)} s: ${pages}${counted(view.passages, 'passage')} (${view.id})`;
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const shown = (name: string): string =>
  (name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS - 3)}...` : name).padEnd(NAME_CHARS);
