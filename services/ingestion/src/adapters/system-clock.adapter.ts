import { monotonicFactory } from 'ulid';
import { Clock } from '../ports/clock.port.js';

/** {@link Clock} of this machine. */
export class SystemClock extends Clock {
  private readonly nextId = monotonicFactory();

  now(): string {
    return new Date().toISOString();
  }

  newId(): string {
    return this.nextId();
  }
}
