import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { CannotStart } from '../cannot-start.ts';

/**
 * Ports are taken from below the ranges that systems give to outgoing connections (Linux 32768-60999, macOS from
 * 49152): a service that dies must find its port free when it comes back.
 */
const LOWEST = 20_000;
const COUNT = 12_000;
const ATTEMPTS = 200;

/**
 * A port for each name: the one that was asked for, checked to be free, or a free one where 0 was asked for.
 *
 * All are held at once and then let go, so that no two are the same.
 * @throws {CannotStart} if a port that was asked for is taken.
 */
export async function choosePorts<Name extends string>(
  wanted: Readonly<Record<Name, number>>,
  hostOf: (name: Name) => string,
  variableOf: (name: Name) => string,
): Promise<Record<Name, number>> {
  const held: Server[] = [];
  const chosen: Partial<Record<Name, number>> = {};
  const asked = (Object.entries(wanted) as [Name, number][]).toSorted(([, a], [, b]) => b - a);
  try {
    for (const [name, port] of asked) {
      const server = port === 0 ? await anyFree(hostOf(name)) : await listen(hostOf(name), port);
      if (server instanceof Error) throw new CannotStart(refusal(server, port, hostOf(name), variableOf(name)));
      held.push(server.server);
      chosen[name] = server.port;
    }
    return chosen as Record<Name, number>;
  } finally {
    await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  }
}

function refusal(error: Error, port: number, host: string, variable: string): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is already taken: end the other program, or choose another port, for example ${variable}=${port + 1} npm start (${variable}=0 takes any free one).`;
  }
  if (code === 'EACCES') return `Port ${port} is not allowed to you: choose one above 1023 with ${variable}.`;
  return `Cannot listen on ${host}, port ${port} (${String(code)}): use 127.0.0.1 or an address of this machine.`;
}

async function anyFree(host: string): Promise<{ server: Server; port: number } | Error> {
  let last: { server: Server; port: number } | Error = new Error('no attempt');
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    last = await listen(host, LOWEST + Math.floor(Math.random() * COUNT));
    if (!(last instanceof Error)) return last;
  }
  return last;
}

async function listen(host: string, port: number): Promise<{ server: Server; port: number } | Error> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return { server, port };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
