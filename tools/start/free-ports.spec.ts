import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { CannotStart } from '../cannot-start.ts';
import { choosePorts } from './free-ports.ts';

describe(choosePorts.name, () => {
  let other: Server;
  const choose = (wanted: Record<'gateway' | 'chat', number>) =>
    choosePorts(
      wanted,
      () => '127.0.0.1',
      (name) => `${name.toUpperCase()}_PORT`,
    );

  beforeEach(async () => {
    other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
  });
  afterEach(() => new Promise((closed) => other.close(closed)));

  it('finds different free ports, outside the range of outgoing connections, and lets them go', async () => {
    const { gateway, chat } = await choose({ gateway: 0, chat: 0 });

    expect(gateway).not.toBe(chat);
    for (const port of [gateway, chat]) {
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_768);
    }
    await expect(choose({ gateway, chat })).resolves.toEqual({ gateway, chat });
  });

  it('says which port is taken and which variable chooses another', async () => {
    const { port } = other.address() as AddressInfo;

    const refused = choose({ gateway: 0, chat: port });

    await expect(refused).rejects.toBeInstanceOf(CannotStart);
    await expect(refused).rejects.toThrow(new RegExp(`Port ${port} is already taken.*CHAT_PORT=`));
  });
});
