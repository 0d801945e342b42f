import { Cloud } from './cloud.js';

describe('tools/release/notify.sh', () => {
  let cloud: Cloud;
  beforeEach(() => {
    cloud = new Cloud();
  });
  afterEach(() => cloud.remove());

  const given = {
    KEY_VAULT: 'contoso-vault',
    RUN_URL: 'https://github.com/contoso/groundwork/actions/runs/1',
    REVISION: '0123456789abcdef0123456789abcdef01234567',
    ACTOR: 'ann "the" <admin>',
  };
  const results = (production: string, staging = 'success'): string =>
    JSON.stringify({ ci: { result: 'success' }, staging: { result: staging }, production: { result: production } });
  const notify = (env: Record<string, string>, fails = '') =>
    cloud.run('tools/release/notify.sh', { ...given, ...env }, fails);
  const message = (): string =>
    (JSON.parse(cloud.calls.find(({ call }) => call.startsWith('curl'))?.body ?? '{}') as { text: string }).text;

  it.each([
    ['success', 'success', ':large_green_circle: in production'],
    ['failure', 'success', ':red_circle: failed at production'],
    ['skipped', 'failure', ':red_circle: failed at staging'],
    ['cancelled', 'success', ':white_circle: called off at production'],
    ['skipped', 'success', ':white_circle: not in production'],
  ])('tells a production that ended as %s, with a staging that ended as %s', async (production, staging, headline) => {
    expect((await notify({ RESULTS: results(production, staging) })).code).toBe(0);
    expect(message().split('\n')).toEqual([
      `Groundwork ${headline}`,
      `0123456789ab by ${given.ACTOR}: <${given.RUN_URL}|the run>`,
      `ci success · staging ${staging} · production ${production}`,
    ]);
  });

  it('keeps the address of the webhook out of command lines and out of the log', async () => {
    const { out, err } = await notify({ RESULTS: results('success') });
    const secret = 'https://hooks.example/T0/B0/the-secret';
    expect(cloud.calls.map(({ call }) => call).join('\n')).not.toContain('the-secret');
    expect(out + err).not.toContain('the-secret');
    expect(cloud.calls.find(({ call }) => call.startsWith('curl'))?.config).toBe(`url = "${secret}"\n`);
  });

  it('has GitHub mask it, before anything else can print it', async () => {
    const { out } = await notify({ RESULTS: results('success'), GITHUB_ACTIONS: 'true' });
    expect(out.split('\n')[0]).toBe('::add-mask::https://hooks.example/T0/B0/the-secret');
  });

  it.each(['az keyvault', 'curl'])('fails when %s does, for silence would look like success', async (fails) => {
    expect((await notify({ RESULTS: results('success') }, fails)).code).not.toBe(0);
  });

  it.each(Object.keys(given))('wants %s', async (variable) => {
    const { code, err } = await notify({ RESULTS: results('success'), [variable]: '' });
    expect({ code, err }).toEqual({ code: 2, err: `Set ${variable}; this file tells what it is.\n` });
  });
});
