import type { RealtimeEnd } from '../ports/realtime-line.port.js';
import type { CallAccount } from './call-account.js';
import { usageIn } from './usage-in.js';

/** Bytes that may wait for one side before the other is paused. */
const HIGH_WATER_BYTES = 1024 ** 2;
/** Time between pings, in milliseconds: below the 4 minutes after which load balancers cut a quiet connection. */
const PING_MS = 25_000;
/** Longest reason of a close, in bytes: RFC 6455, 5.5. */
const MAX_REASON_BYTES = 123;

/** Codes that say something about a connection and may not be sent: RFC 6455, 7.4.1. */
const UNSENDABLE = new Set([1004, 1005, 1006, 1015]);
const NO_STATUS = 1005;
const NORMAL = 1000;
const GOING_AWAY = 1001;
const INTERNAL_ERROR = 1011;

/** A conversation that runs. */
export interface RunningConversation {
  /** Says to both sides that this replica stops. */
  leave(): void;
}

/**
 * Hands everything that one side says to the other, as it is, until one of them closes.
 *
 * A side that reads slowly slows the other down; one that answers no ping is cut. Closes are passed on, with codes that
 * may be sent and without the model's own words.
 * @param ended called once, when both sides are closed.
 */
export function bridge(
  client: RealtimeEnd,
  model: RealtimeEnd,
  account: CallAccount,
  ended: () => void,
): RunningConversation {
  let open = 2;
  let isOver = false;
  let outcome: 'complete' | 'left' | 'broken' = 'left';
  const stopPings = [keptAlive(client), keptAlive(model)];
  const over = (ends: typeof outcome): void => {
    if (isOver) return;
    isOver = true;
    outcome = ends;
    stopPings.forEach((stop) => stop());
    account.settle(outcome);
  };
  const oneClosed = (): void => {
    open -= 1;
    if (open === 0) ended();
  };

  relay(client, model, () => undefined);
  relay(model, client, (data, isBinary) => {
    account.count(data.length);
    // Usage is told at the end of each response, and only there.
    const text = isBinary ? '' : data.toString('latin1');
    const usage = text.includes('"response.done"') ? usageIn(text) : undefined;
    if (usage) account.add(usage);
  });
  client.onClose((code, reason) => {
    over(code === NORMAL || code === GOING_AWAY || code === NO_STATUS ? 'complete' : 'left');
    model.close(sendable(code), shortened(reason));
    oneClosed();
  });
  model.onClose((code) => {
    over(code === NORMAL || code === NO_STATUS ? 'complete' : 'broken');
    client.close(sendable(code), code === NORMAL || code === NO_STATUS ? '' : 'The model closed the conversation.');
    oneClosed();
  });
  model.resume();
  return {
    leave: () => {
      client.close(GOING_AWAY, 'This replica stops; connect again.');
      model.close(NORMAL, '');
    },
  };
}

function relay(from: RealtimeEnd, to: RealtimeEnd, see: (data: Buffer, isBinary: boolean) => void): void {
  let isPaused = false;
  from.onMessage((data, isBinary) => {
    see(data, isBinary);
    to.send(data, isBinary, () => {
      if (!isPaused || to.waitingBytes > HIGH_WATER_BYTES / 2) return;
      isPaused = false;
      from.resume();
    });
    if (to.waitingBytes <= HIGH_WATER_BYTES || isPaused) return;
    isPaused = true;
    from.pause();
  });
}

/** Pings a side, and cuts it once it owes an answer. @returns stops it. */
function keptAlive(end: RealtimeEnd): () => void {
  let isOwing = false;
  end.onPong(() => (isOwing = false));
  const timer = setInterval(() => {
    if (isOwing) return end.cut();
    isOwing = true;
    end.ping();
  }, PING_MS).unref();
  return () => clearInterval(timer);
}

/** The code as it may be sent on. */
export function sendable(code: number): number {
  if (code === NO_STATUS) return NORMAL;
  const isLegal = (code >= 1000 && code <= 1014 && !UNSENDABLE.has(code)) || (code >= 3000 && code <= 4999);
  return isLegal ? code : INTERNAL_ERROR;
}

/** As much of a reason as a close holds, without half a character. */
export function shortened(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= MAX_REASON_BYTES) return reason;
  return bytes
    .subarray(0, MAX_REASON_BYTES)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}
