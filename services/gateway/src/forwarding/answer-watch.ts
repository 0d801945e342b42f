/** Gets to see what goes out to a client, without changing it. */
export interface AnswerWatch {
  /** Whole events of an event stream. */
  events(events: Buffer): void;
  /** The whole body of any other answer. */
  whole(body: Buffer): void;
}
