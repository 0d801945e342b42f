import type { OpenAt } from '@shared/models';

/** One end of a realtime conversation. */
export interface RealtimeEnd {
  /** Bytes that wait to be sent. */
  readonly waitingBytes: number;
  /** @param sent called once it has left. */
  send(data: Buffer, isBinary: boolean, sent: () => void): void;
  /** Stops reading, so that whoever sends is slowed down. */
  pause(): void;
  resume(): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** Ends it without a word. */
  cut(): void;
  onMessage(act: (data: Buffer, isBinary: boolean) => void): void;
  onPong(act: () => void): void;
  onClose(act: (code: number, reason: string) => void): void;
}

/** Opens realtime conversations at model deployments. */
export abstract class RealtimeLine {
  /**
   * One attempt. The end is paused: nothing it says is lost before somebody listens.
   * @param protocols subprotocols that the client offers, without its key.
   */
  abstract openAt(protocols: readonly string[]): OpenAt<RealtimeEnd>;
}
