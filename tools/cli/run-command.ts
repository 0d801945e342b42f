import { NotRunning, Refused } from '../client/faults.ts';

/** Exit codes of the command line. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** The product refused, or a document failed. */
  refused: 1,
  /** The command was written wrongly. */
  usage: 2,
  /** Nobody answers at the product's address. */
  notRunning: 3,
} as const;

/** The command was written wrongly; the message says how it goes. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** Runs a command and ends the process with its exit code; what goes wrong is one sentence on standard error. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    console.error(error instanceof Error ? error.message : String(error));
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof NotRunning) return EXIT.notRunning;
  if (error instanceof WrongUsage) return EXIT.usage;
  if (error instanceof Refused) return EXIT.refused;
  return EXIT.refused;
}

/** Where the product is, from the environment. */
export function productUrl(env: Readonly<Record<string, string | undefined>>): string {
  const url = env['GROUNDWORK_URL'] || 'http://localhost:8080';
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new WrongUsage('GROUNDWORK_URL is not an http or https address; give one like http://localhost:8080.');
  }
  return url;
}
