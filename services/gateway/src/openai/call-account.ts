import type { ActualUse, Reservation } from '../ports/usage-meter.port.js';
import { usageIn, type Tokens } from './usage-in.js';

/** What one call of a model came to, told to the meter once, however the call ends. */
export class CallAccount {
  private tokens: Tokens | undefined;
  private answerBytes = 0;
  private isSettled = false;

  constructor(
    private readonly reservation: Reservation,
    private readonly requestBytes: number,
  ) {}

  /** Bytes that came from the model. */
  count(bytes: number): void {
    this.answerBytes += bytes;
  }

  /** Looks for the provider's own count in JSON, or in one event of a stream. */
  read(text: string): void {
    this.tokens = usageIn(text) ?? this.tokens;
  }

  /** For who counts several usages of one conversation. */
  add({ input, output }: Tokens): void {
    this.tokens = { input: (this.tokens?.input ?? 0) + input, output: (this.tokens?.output ?? 0) + output };
  }

  settle(outcome: ActualUse['outcome']): void {
    if (this.isSettled) return;
    this.isSettled = true;
    const { tokens, requestBytes, answerBytes } = this;
    this.reservation.settle({ tokens, requestBytes, answerBytes, outcome });
  }
}
