/**
 * Runs inside a pod. A line in is `{"id", "host", "port", "protocol"}`, and the line out `{"id", "answer"}`: whether a new
 * connection was taken (TCP), or the name server answered (UDP). Without a host it asks for the connections there are,
 * just ended ones among them, as `host:port` of their other ends.
 */
import { readFileSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** A policy drops what it forbids: silence this long is a no, milliseconds. */
const SILENCE_MS = 1_000;

const overTcp = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: SILENCE_MS });
    const end = (reached) => {
      socket.destroy();
      resolve(reached);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });

async function overUdp(host, port) {
  const resolver = new Resolver({ timeout: SILENCE_MS, tries: 1 });
  resolver.setServers([`${host}:${port}`]);
  return resolver.resolve4('kubernetes.default.svc.cluster.local').then(
    () => true,
    () => false,
  );
}

/** `0100007F:1F90` is 127.0.0.1:8080. */
function addressOf(hex) {
  const [host, port] = hex.split(':');
  const bytes = host.match(/../g).map((byte) => Number.parseInt(byte, 16));
  return `${bytes.toReversed().join('.')}:${Number.parseInt(port, 16)}`;
}
const connections = () =>
  readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => addressOf(line.trim().split(/\s+/)[2]));

for await (const line of createInterface({ input: process.stdin })) {
  const { id, host, port, protocol } = JSON.parse(line);
  const say = (answer) => console.log(JSON.stringify({ id, answer }));
  if (host === undefined) say(connections());
  else void (protocol === 'UDP' ? overUdp : overTcp)(host, port).then(say);
}
