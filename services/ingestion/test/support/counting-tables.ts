import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What was asked of the table service, and what it gave. */
export interface TableTraffic {
  requests: number;
  /** Rows in its answers. */
  rows: number;
}

/** A door before the table service that counts. What a request is signed with holds for its path, not its port. */
export interface CountingTables {
  /** Instead of the table service's own address. */
  readonly url: string;
  /** What went through while `act` ran. */
  during(act: () => Promise<unknown>): Promise<TableTraffic>;
  stop(): Promise<void>;
}

export async function countTables(tableUrl: string): Promise<CountingTables> {
  const target = new URL(tableUrl);
  let traffic: TableTraffic = { requests: 0, rows: 0 };
  const server: Server = createServer((incoming, outgoing) => {
    traffic.requests += 1;
    const { method, url, headers } = incoming;
    const onward = request({ host: target.hostname, port: target.port, method, path: url, headers }, (reply) => {
      void buffer(reply).then((body) => {
        traffic.rows += rowsIn(body);
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers).end(body);
      });
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    during: async (act) => {
      traffic = { requests: 0, rows: 0 };
      await act();
      return { ...traffic };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function rowsIn(body: Buffer): number {
  if (body.length === 0) return 0;
  const answer = JSON.parse(body.toString()) as { value?: unknown[]; PartitionKey?: string };
  return answer.value?.length ?? (answer.PartitionKey === undefined ? 0 : 1);
}
