import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../../../../tools/process/until.ts';
import type { GatewayConfig } from '../config/gateway.config.js';
import { ServicesReadiness } from './services-readiness.adapter.js';

describe('the readiness of the services', () => {
  let server: Server;
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('is asked over a new connection each time: a replica that drains does not speak for those that take over', async () => {
    const sockets = new Set<object>();
    let asked = 0;
    server = createServer(({ socket }, response) => {
      sockets.add(socket);
      asked += 1;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const readiness = new ServicesReadiness({ services: { chat: url, ingestion: url } } as GatewayConfig);

    const isAskedAgain = async (): Promise<boolean> => (await readiness.isReachable()) && asked >= 4;
    expect(await until(isAskedAgain, { deadlineMs: 10_000 })).toBe(true);

    expect(sockets.size).toBe(asked);
  });
});
