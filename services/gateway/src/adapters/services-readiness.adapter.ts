import { Injectable } from '@nestjs/common';
import { Readiness } from '@shared/http';
import { request } from 'undici';
import { GatewayConfig } from '../config/gateway.config.js';

/** Longest wait for a service's word, in milliseconds. */
const TIMEOUT_MS = 900;
/** Age up to which a good word is still good, in milliseconds: the door is open to everyone, the services are asked once. */
const FRESH_MS = 1_000;
/** The same for a bad word: while everything starts, a good one may come any moment. */
const UNREACHABLE_FRESH_MS = 100;

/** {@link Readiness} of the gateway: the services behind it are ready, which is to say storage and search answer them. */
@Injectable()
export class ServicesReadiness extends Readiness {
  private last: { reachable: Promise<boolean>; until: number } | undefined;

  constructor(private readonly config: GatewayConfig) {
    super();
  }

  isReachable(): Promise<boolean> {
    if (!this.last || Date.now() > this.last.until) {
      const last = { reachable: this.ask(), until: Number.POSITIVE_INFINITY };
      void last.reachable.then((reachable) => {
        last.until = Date.now() + (reachable ? FRESH_MS : UNREACHABLE_FRESH_MS);
      });
      this.last = last;
    }
    return this.last.reachable;
  }

  private async ask(): Promise<boolean> {
    const answers = await Promise.all(Object.values(this.config.services).map(isReady));
    return answers.every(Boolean);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/health/ready`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // Over a kept connection always the same replica would answer, for as long as it drains too, and not those that take over.
      reset: true,
    });
    await body.dump();
    return statusCode === 200;
  } catch {
    // Not reachable is an answer here, and the service's own log says why.
    return false;
  }
}
