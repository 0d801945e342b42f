/** Time and ids: the facts that a test wants to choose. */
export abstract class Clock {
  /** The present moment, ISO 8601 in UTC. */
  abstract now(): string;

  /** An id nobody has: a ULID, so that ids sort by the moment they were made. */
  abstract newId(): string;
}
