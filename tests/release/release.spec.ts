import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { attempt, type Ended } from '../support/command.js';
import { StandInProduct, type Ailment } from '../support/stand-in-product.js';

const script = resolve(__dirname, '../../helm/release.sh');
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const DIGESTS = { GATEWAY_DIGEST: digest('a'), CHAT_DIGEST: digest('b'), INGESTION_DIGEST: digest('c') };

interface State {
  calls: string[];
  history: { revision: number; status: string; description: string }[];
  upgrade: 'works' | 'fails' | 'fails and stays';
  /** Of a release that was taken back, `fails` means that the one before works. */
  test: 'works' | 'fails' | 'fails always';
  rollback: 'works' | 'fails';
  /** Pod security level of the namespace; null: there is no such namespace. */
  namespace: string | null;
  unreachable: boolean;
  values: object;
}

/** Revision 3 runs, and everything will work. */
const WELL: State = {
  calls: [],
  history: [
    { revision: 2, status: 'superseded', description: 'Upgrade complete' },
    { revision: 3, status: 'deployed', description: 'Upgrade complete' },
  ],
  upgrade: 'works',
  test: 'works',
  rollback: 'works',
  namespace: 'restricted',
  unreachable: false,
  values: { exposure: { mode: 'none', host: '', ingress: { tls: { enabled: true } } } },
};

describe('helm/release.sh', () => {
  let folder: string;
  let file: string;
  let product: StandInProduct;
  /** How the product is at a description of the release that runs. */
  let ailmentAt: (running: string) => Ailment;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'groundwork-release-'));
    file = join(folder, 'state.json');
    for (const name of ['helm', 'kubectl']) symlinkSync(join(__dirname, 'stand-in.mjs'), join(folder, name));
    ailmentAt = () => ({});
    product = await StandInProduct.start(() => ailmentAt(running()?.description ?? ''));
  });
  afterEach(async () => {
    await product.stop();
    rmSync(folder, { recursive: true });
  });

  const state = (): State => JSON.parse(readFileSync(file, 'utf8')) as State;
  const running = (): State['history'][number] | undefined =>
    state().history.findLast(({ status }) => status === 'deployed');
  const helmCalls = (): string[] => state().calls.filter((call) => /^helm (?!history|get)/.test(call));

  function release({
    env = {},
    args = ['staging'],
    ...is
  }: Partial<State> & { env?: Record<string, string>; args?: string[] } = {}): Promise<Ended> {
    writeFileSync(file, JSON.stringify({ ...WELL, ...is }));
    return attempt(script, args, '', {
      ...{ PATH: `${folder}:${process.env['PATH'] ?? ''}`, STAND_IN_STATE: file, KUBE_CONTEXT: 'the-cluster' },
      ...{ PUBLIC_URL: product.url, GROUNDWORK_API_KEY: 'gw_a-key-of-the-test', GITHUB_OUTPUT: '', ...DIGESTS, ...env },
    });
  }

  it('installs by digest, tries it from inside and from outside, and says that it answers', async () => {
    const { code, err } = await release();

    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('revision 4 answers.') as string });
    const to = '--namespace groundwork --kube-context the-cluster';
    expect(helmCalls()).toEqual([
      'helm upgrade --install groundwork charts/groundwork -f helm/values-staging.yaml ' +
        `--set gateway.image.digest=${digest('a')} --set chat.image.digest=${digest('b')} --set ingestion.image.digest=${digest('c')} ` +
        `--rollback-on-failure --timeout 15m ${to}`,
      `helm test groundwork --logs --timeout 5m ${to}`,
    ]);
    expect(product.seen).toContain('POST /api/chat with a key');
  });

  it('hands on the digests that it tried, and none that failed', async () => {
    const outputs = join(folder, 'outputs');
    writeFileSync(outputs, '');
    await release({ test: 'fails', env: { GITHUB_OUTPUT: outputs } });
    expect(readFileSync(outputs, 'utf8')).toBe('');
    await release({ env: { GITHUB_OUTPUT: outputs } });
    expect(readFileSync(outputs, 'utf8')).toBe(
      `gateway-digest=${digest('a')}\nchat-digest=${digest('b')}\ningestion-digest=${digest('c')}\n`,
    );
  });

  it('lays values of your own over those of the environment', async () => {
    const own = join(folder, 'contoso.yaml');
    writeFileSync(own, '{}');
    await release({ args: ['production', '-f', own] });
    expect(helmCalls()[0]).toContain(`-f helm/values-production.yaml -f ${own} --set`);
  });

  it('finds the address in the values of the release', async () => {
    const { host, port } = new URL(product.url);
    const exposure = { mode: 'ingress', host, ingress: { tls: { enabled: false } } };
    const { code, out } = await release({ values: { exposure }, env: { PUBLIC_URL: '' } });
    expect(code).toBe(0);
    expect(out).toContain(`http://127.0.0.1:${port} is ready.`);
  });

  it('is content with helm test where nothing leads in from outside', async () => {
    const { code, err } = await release({ env: { PUBLIC_URL: '' } });
    expect(code).toBe(0);
    expect(err).toContain('nothing to try from outside');
    expect(product.seen).toEqual([]);
  });

  it('installs a demo by tag, into a namespace that it makes', async () => {
    const { code } = await release({
      args: ['demo'],
      history: [],
      namespace: null,
      env: { KUBE_CONTEXT: '', GATEWAY_DIGEST: '', IMAGE_REGISTRY: 'localhost', IMAGE_TAG: '123' },
    });
    expect(code).toBe(0);
    expect(helmCalls()[0]).toBe(
      'helm upgrade --install groundwork charts/groundwork -f helm/values-demo.yaml --set image.registry=localhost ' +
        '--set-string image.tag=123 --create-namespace --rollback-on-failure --timeout 15m --namespace groundwork',
    );
  });

  describe('a failed upgrade', () => {
    it('that helm took back is a failure, with the release before in place', async () => {
      const { code, err } = await release({ upgrade: 'fails' });
      expect(code).toBe(1);
      expect(err).toContain('helm went back by itself: revision 5 is what ran before.');
      expect(running()?.description).toBe('Rollback to 3');
      expect(helmCalls().filter((call) => /^helm (test|rollback)/.test(call))).toEqual([]);
    });

    it('that helm did not take back is taken back by name of the revision', async () => {
      const { code } = await release({ upgrade: 'fails and stays' });
      expect(code).toBe(1);
      expect(helmCalls().at(-1)).toMatch(/^helm rollback groundwork 3 --wait --timeout 15m /);
      expect(running()).toMatchObject({ revision: 5, description: 'Rollback to 3' });
    });

    it('that cannot be taken back calls for somebody', async () => {
      const { code, err } = await release({ upgrade: 'fails and stays', rollback: 'fails' });
      expect(code).toBe(4);
      expect(err).toContain('GOING BACK FAILED');
    });

    it.each([
      ['leaves nothing', 'fails', 1, 'nothing is left of it'],
      ['says what it left', 'fails and stays', 4, 'helm uninstall groundwork'],
    ] as const)('of a first install %s', async (_, upgrade, status, words) => {
      const { code, err } = await release({ upgrade, history: [] });
      expect(code).toBe(status);
      expect(err).toContain(words);
    });

    it('shows the pods and the last events', async () => {
      const { err } = await release({ upgrade: 'fails' });
      expect(err).toContain('pods and events');
      expect(state().calls).toContain(
        'kubectl --context the-cluster --namespace groundwork get events --sort-by=.lastTimestamp',
      );
    });
  });

  describe('a failed smoke test', () => {
    it('from inside brings the release before back, which answers', async () => {
      const { code, err } = await release({ test: 'fails' });
      expect(code).toBe(3);
      expect(err).toContain('revision 3 is back, and answers.');
      expect(running()?.description).toBe('Rollback to 3');
      expect(product.seen).toContain('POST /api/chat with a key');
    });

    it('from outside brings it back too, with the reason', async () => {
      ailmentAt = (description) => (description.startsWith('Rollback') ? {} : { pieces: (all) => all.slice(0, 3) });
      const { code, err } = await release();
      expect(code).toBe(3);
      expect(err).toContain('It was cut before [DONE].');
      expect(running()?.description).toBe('Rollback to 3');
    });

    it('calls for somebody when what ran before does not answer either', async () => {
      ailmentAt = () => ({ ready: 503 });
      const { code, err } = await release();
      expect(code).toBe(4);
      expect(running()?.description).toBe('Rollback to 3');
      expect(err).toContain('needs somebody now');
    });

    it('calls for somebody when what ran before fails from inside too', async () => {
      const { code } = await release({ test: 'fails always' });
      expect(code).toBe(4);
      expect(helmCalls().filter((call) => call.startsWith('helm test'))).toHaveLength(2);
    });

    it('calls for somebody when it cannot go back', async () => {
      const { code } = await release({ test: 'fails', rollback: 'fails' });
      expect(code).toBe(4);
    });

    it('of a first install leaves it to look at', async () => {
      const { code, err } = await release({ test: 'fails', history: [] });
      expect(code).toBe(4);
      expect(err).toContain('there is none to go back to');
      expect(helmCalls().some((call) => call.startsWith('helm rollback'))).toBe(false);
    });
  });

  describe('refuses, and does nothing,', () => {
    it.each<[string, Parameters<typeof release>[0], string]>([
      ['without an environment', { args: [] }, 'usage: helm/release.sh'],
      ['an environment that there is not', { args: ['prod'] }, 'there is no environment "prod"'],
      ['an option that there is not', { args: ['staging', '--force'] }, 'usage: helm/release.sh'],
      ['a values file that there is not', { args: ['staging', '-f', '/none.yaml'] }, '/none.yaml cannot be read'],
      ['a missing digest', { env: { CHAT_DIGEST: '' } }, 'CHAT_DIGEST is ""; staging takes images by digest only'],
      ['a tag for a digest', { env: { INGESTION_DIGEST: 'v1.2.3' } }, 'INGESTION_DIGEST is "v1.2.3"'],
      ['a digest with something behind it', { env: { GATEWAY_DIGEST: `${digest('a')},x=y` } }, 'GATEWAY_DIGEST is'],
      [
        'production by whatever context is current',
        { args: ['production'], env: { KUBE_CONTEXT: '' } },
        'KUBE_CONTEXT',
      ],
      ['a context that kubectl does not know', { env: { KUBE_CONTEXT: 'other' } }, 'knows no context "other"'],
      ['a timeout without a unit', { env: { TIMEOUT: '15' } }, 'TIMEOUT is "15"'],
      ['a namespace that there is not', { namespace: null }, 'there is no namespace "groundwork"'],
      ['a namespace that takes other pods', { namespace: 'baseline' }, 'takes other pods than restricted ones'],
      ['a cluster that does not answer', { unreachable: true }, 'what is installed cannot be read'],
      [
        'while another release is under way',
        { history: [...WELL.history, { revision: 4, status: 'pending-upgrade', description: 'Preparing upgrade' }] },
        'revision 4 of groundwork is pending-upgrade',
      ],
    ])('%s', async (_, given, words) => {
      const { code, err } = await release(given);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) as string });
      expect(helmCalls()).toEqual([]);
    });
  });
});
