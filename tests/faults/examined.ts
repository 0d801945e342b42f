import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What the doctor of the ingestion image found, without mending. */
export interface Examined {
  readonly documents: number;
  readonly troubles: number;
  readonly orphanFiles: number;
  readonly orphanPassages: number;
  readonly strayRows: number;
}

/** Runs the doctor; whatever has no row counts as an orphan, however young. */
export async function examined(env: Readonly<Record<string, string>>): Promise<Examined> {
  const script = 'dist/services/ingestion/src/doctor-cli.js';
  const child = spawn(process.execPath, [script, '--older-than', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [words] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(words) as Examined;
}
