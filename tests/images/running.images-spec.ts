import { choosePorts } from '../../tools/start/free-ports.ts';
import { azureEnvironment, serviceEnvironments } from '../../tools/start/service-environment.ts';
import type { StartPorts } from '../../tools/start/start.config.ts';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { run } from '../support/command.js';
import { Container, runOnce } from './container.js';
import { imageOf as image, SERVICES, type Service } from './image-names.js';

/** From the start of a container to its first good answer, in seconds: what we hold a start to, and print beside it. */
const START_BAR_S = 2;
/** Starts of which the faster counts: what else the machine does is not the image's. */
const STARTS = 2;

describe('the product of its images', () => {
  const config = { gatewayHost: '127.0.0.1', dataDir: '/data', models: undefined, passedOn: {} };
  const running: Container[] = [];
  const starts = new Map<Service, number>();
  let options: Record<Service, Parameters<typeof Container.start>[0]>;
  let backend: Record<string, string>;
  let url = '';

  beforeAll(async () => {
    const wanted: StartPorts = { gateway: 0, chat: 0, ingestion: 0, azure: 0, blob: 0, queue: 0, table: 0 };
    const ports = await choosePorts(
      wanted,
      () => '127.0.0.1',
      (name) => name,
    );
    const at = (port: number): string => `http://127.0.0.1:${port}`;
    const account = (port: number): string => `${at(port)}/devstoreaccount1`;
    const azure = {
      url: at(ports.azure),
      blob: account(ports.blob),
      queue: account(ports.queue),
      table: account(ports.table),
    };
    const given = { ...config, ports };
    const environments = serviceEnvironments(
      given,
      ports,
      { ready: true, ...azure },
      'local-azure-key',
      'services/web/dist',
    );
    const service = (name: Exclude<Service, 'local-azure'>, extra = {}): Parameters<typeof Container.start>[0] => ({
      image: image(name),
      env: { ...withoutEmpty(environments[name]), ...extra },
      readyUrl: `${at(ports[name])}/health/ready`,
    });
    backend = withoutEmpty(environments.ingestion);
    url = at(ports.gateway);
    options = {
      'local-azure': {
        image: image('local-azure'),
        env: azureEnvironment(given, ports, 'local-azure-key'),
        readyUrl: `${azure.url}/health/ready`,
        writable: ['/data'],
      },
      ingestion: service('ingestion'),
      chat: service('chat'),
      gateway: service('gateway', { ALLOW_ANONYMOUS: 'true' }),
    };
  });
  afterAll(async () => {
    // A figure and no test: other work on the machine would fail it.
    const figures = [...starts].map(([name, ms]) => `${name} ${(ms / 1_000).toFixed(2)} s`);
    process.stdout.write(`From start to ready, bar ${START_BAR_S} s: ${figures.join(', ')}\n`);
    for (const container of running.splice(0).toReversed()) await container.stop();
  });

  it.each(SERVICES)(
    '%s starts read-only, without a capability, as nobody; and ends with 0 when it is stopped',
    async (service) => {
      const timed: number[] = [];
      // The last start stays for what comes after it; local Azure's would lose what index-cli made.
      for (let start = 1; start <= STARTS; start += 1) {
        const container = await Container.start(options[service]);
        timed.push(container.startMs);
        if (start === STARTS) running.push(container);
        else expect(await container.stop()).toBe(0);
      }
      if (service === 'local-azure')
        await runOnce(image('ingestion'), ['dist/services/ingestion/src/index-cli.js', 'create'], backend);
      starts.set(service, Math.min(...timed));
    },
  );

  it('answers a question about a document with a citation', async () => {
    const groundwork = new Groundwork(url);
    const form = new FormData();
    form.set('file', new File(['# Plans\n\nThe Falcon plan pays up to 340 euros for eye care.\n'], 'plans.md'));
    const { id } = (await (await fetch(`${url}/api/documents`, { method: 'POST', body: form })).json()) as {
      id: string;
    };
    expect((await groundwork.settled(id)).status).toBe('ready');

    const answer = await groundwork.ask({ message: 'How much does the Falcon plan pay for eye care?' });
    expect(answer.answer).toContain('340 euros');
    expect(answer.citations[0]).toMatchObject({ documentId: id });
  });

  it('passes what `helm test` asks of an installation', async () => {
    const script = 'charts/groundwork/files/ask.mjs';
    const said = await run(process.execPath, [script], '', { GROUNDWORK_URL: url, TIMEOUT_SECONDS: '60' });
    expect(said).toContain('Asked and answered: "');
  });

  it('serves the web app', async () => {
    expect(await (await fetch(url)).text()).toMatch(/<div id="root">/);
  });

  it('ends with 0, every one of it', async () => {
    const codes = [];
    for (const container of running.splice(0).toReversed()) codes.push(await container.stop());
    expect(codes).toEqual([0, 0, 0, 0]);
  });
});

/** The launcher writes unset variables as empty ones, which its own child processes leave out. */
const withoutEmpty = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
