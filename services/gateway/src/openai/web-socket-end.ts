import type { WebSocket } from 'ws';
import type { RealtimeEnd } from '../ports/realtime-line.port.js';

/** Longest message of a realtime conversation, in bytes: a minute of uncompressed audio as base64. */
export const REALTIME_MAX_MESSAGE_BYTES = 16 * 1024 ** 2;

/** A WebSocket of `ws`, at either side, as the bridge sees it. */
export function endOf(socket: WebSocket): RealtimeEnd {
  // What goes wrong is told by the close that follows.
  socket.on('error', () => undefined);
  return {
    get waitingBytes() {
      return socket.bufferedAmount;
    },
    send: (data, isBinary, sent) => socket.send(data, { binary: isBinary }, () => sent()),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    ping: () => {
      if (socket.readyState === socket.OPEN) socket.ping();
    },
    close: (code, reason) => socket.close(code, reason),
    cut: () => socket.terminate(),
    onMessage: (act) => void socket.on('message', (data: Buffer, isBinary: boolean) => act(data, isBinary)),
    onPong: (act) => void socket.on('pong', act),
    onClose: (act) => void socket.on('close', (code, reason) => act(code, reason.toString('utf8'))),
  };
}
