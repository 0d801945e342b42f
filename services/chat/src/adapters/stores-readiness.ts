import { Readiness } from '@shared/http';

/** Longest wait for one store, in milliseconds. */
const PING_TIMEOUT_MS = 800;

/** Asks a store for something small. @throws if it does not answer. */
export type Ping = (signal: AbortSignal) => Promise<unknown>;

/** {@link Readiness} of a process whose stores all answer. */
export class StoresReadiness extends Readiness {
  constructor(private readonly pings: readonly Ping[]) {
    super();
  }

  async isReachable(): Promise<boolean> {
    const signal = AbortSignal.timeout(PING_TIMEOUT_MS);
    const answers = await Promise.allSettled(this.pings.map((ping) => ping(signal)));
    return answers.every(({ status }) => status === 'fulfilled');
  }
}
