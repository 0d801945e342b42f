import { EventFrames } from './event-frames.js';
import type { Operation } from './deployment.js';

/** Events that end a stream of each operation. A chat completion may also end with its reasons told and no `[DONE]`. */
const ENDS: Partial<Record<Operation, RegExp>> = {
  'chat/completions': /^data: ?\[DONE\]|"finish_reason": ?"|"error": ?\{/m,
  responses: /"type": ?"(response\.(completed|incomplete|failed|cancelled)|error)"/,
  'audio/transcriptions': /"type": ?"(transcript\.text\.done|error)"/,
  'audio/speech': /"type": ?"(speech\.audio\.done|error)"/,
};

/** Notices whether a stream came to its own end: a connection that is cut may look like a quiet one. */
export class StreamEnd {
  private readonly frames = new EventFrames();
  private readonly pattern: RegExp | undefined;
  private found = false;

  constructor(operation: Operation) {
    this.pattern = ENDS[operation];
  }

  get hasCome(): boolean {
    if (!this.found) this.look(this.frames.rest());
    return this.found || this.pattern === undefined;
  }

  push(piece: Buffer): void {
    if (this.found) return;
    for (const frame of this.frames.push(piece)) this.look(frame);
  }

  /** Looks at one frame, for who cuts the stream into frames already. */
  look(frame: Buffer): void {
    // Quotes inside a text are escaped, so that no answer can play its own end.
    if (!this.found && this.pattern?.test(frame.toString('latin1'))) this.found = true;
  }
}
