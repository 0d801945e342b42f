import dns from 'node:dns';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * The ingress of a cluster under its public name: a port of this machine that passes bytes on to the controller, the name
 * resolved to it, and the test authority believed. TLS goes through unopened, so that certificate and name are checked.
 */
export class FrontDoor {
  private readonly lookup = dns.lookup;
  private readonly authorities = getCACertificates('default');

  private constructor(
    private readonly server: Server,
    readonly host: string,
    readonly url: string,
  ) {}

  static async open(host: string, address: string, authority: string): Promise<FrontDoor> {
    const [target = '', port = ''] = address.split(':');
    const server = createServer((near) => {
      const far = connect(Number(port), target);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('error', () => to.destroy());
        from.pipe(to);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const door = new FrontDoor(server, host, `https://${host}:${(server.address() as AddressInfo).port}`);
    door.resolve();
    setDefaultCACertificates([...door.authorities, authority]);
    return door;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    dns.lookup = this.lookup;
    setDefaultCACertificates(this.authorities);
    this.server.close();
    await once(this.server, 'close');
  }

  private resolve(): void {
    const { host, lookup } = this;
    const ours = (name: string, ...rest: unknown[]): void =>
      Reflect.apply(lookup, dns, [name === host ? '127.0.0.1' : name, ...rest]) as void;
    dns.lookup = Object.assign(ours, { __promisify__: lookup.__promisify__ });
  }
}
