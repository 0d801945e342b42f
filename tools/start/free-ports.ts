import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { CannotStart } from '../cannot-start.ts';
import { codeOf } from '../error-code.ts';

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
      const one = await (port === 0 ? anyFree(hostOf(name)) : listen(hostOf(name), port)).catch((error: unknown) => {
        throw new CannotStart(refusal(error, port, hostOf(name), variableOf(name)));
      });
      held.push(one.server);
      chosen[name] = one.port;
    }
    return chosen as Record<Name, number>;
  } finally {
    await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  }
}

function refusal(error: unknown, port: number, host: string, variable: string): string {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return `Port ${port} is already taken: end the other program, or choose another port, for example ${variable}=${port + 1} npm start (${variable}=0 takes any free one).`;
  }
  if (code === 'EACCES') return `Port ${port} is not allowed to you: choose one above 1023 with ${variable}.`;
  return `Cannot listen on ${host}, port ${port} (${code ?? 'unknown fault'}): use 127.0.0.1 or an address of this machine.`;
}

interface Held {
  readonly server: Server;
  readonly port: number;
}

async function anyFree(host: string): Promise<Held> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listen(host, LOWEST + Math.floor(Math.random() * COUNT));
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function listen(host: string, port: number): Promise<Held> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  await once(server, 'listening');
  return { server, port };
}
