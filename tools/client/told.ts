import { CannotStart } from '../cannot-start.ts';
import { Refused } from './faults.ts';

/** What goes wrong inside, as one sentence that begins with `what`. What is one already stays as it is. */
export async function told<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof CannotStart) throw cause;
    const status = cause instanceof Refused ? ` (${cause.status})` : '';
    const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
    throw new CannotStart(`${what}${status}: ${cause instanceof Error ? cause.message : String(cause)}${inner}`, {
      cause,
    });
  }
}
