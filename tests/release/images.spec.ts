import { Cloud } from './cloud.js';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

let cloud: Cloud;
beforeEach(() => {
  cloud = new Cloud();
});
afterEach(() => cloud.remove());
const calls = (): string[] => cloud.calls.map(({ call }) => call);

describe('tools/images/push.sh', () => {
  const push = (env: Record<string, string> = {}, fails = '') =>
    cloud.run('tools/images/push.sh', { REGISTRY: 'contoso.azurecr.io', IMAGE_TAG: COMMIT, ...env }, fails);

  it('pushes by commit, signs and attests by the digest that the registry gave, and hands the digests on', async () => {
    expect((await push()).code).toBe(0);

    const name = 'contoso.azurecr.io/groundwork-gateway';
    expect(calls().slice(0, 5)).toEqual([
      `docker image tag localhost/groundwork-gateway:${COMMIT} ${name}:${COMMIT}`,
      `docker image push --quiet ${name}:${COMMIT}`,
      `docker image inspect --format {{range .RepoDigests}}{{println .}}{{end}} ${name}:${COMMIT}`,
      `cosign sign --yes ${name}@${digest('a')}`,
      `cosign attest --yes --type cyclonedx --predicate dist/sbom/gateway.cdx.json ${name}@${digest('a')}`,
    ]);
    expect(cloud.outputs).toBe(
      `gateway-digest=${digest('a')}\nchat-digest=${digest('b')}\ningestion-digest=${digest('c')}\nlocal-azure-digest=${digest('d')}\n`,
    );
  });

  it('hands no digest on that it could not sign', async () => {
    const { code } = await push({}, 'cosign sign --yes contoso.azurecr.io/groundwork-chat');
    expect(code).not.toBe(0);
    expect(cloud.outputs).toBe(`gateway-digest=${digest('a')}\n`);
  });

  it.each([
    ['a registry', { REGISTRY: '' }, 'Set REGISTRY'],
    ['a registry without a path', { REGISTRY: 'contoso.azurecr.io/x' }, 'Set REGISTRY'],
    ['the whole commit', { IMAGE_TAG: 'latest' }, 'Set IMAGE_TAG'],
  ])('wants %s', async (_, env, words) => {
    const { code, err } = await push(env);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) as string });
    expect(calls()).toEqual([]);
  });
});

describe('tools/images/promote.sh', () => {
  const given = {
    STAGING_REGISTRY: 'contosostaging.azurecr.io',
    REGISTRY: 'contoso.azurecr.io',
    SIGNER: 'https://github.com/contoso/groundwork/.github/workflows/ci.yml@refs/heads/main',
    GATEWAY_DIGEST: digest('a'),
    CHAT_DIGEST: digest('b'),
    INGESTION_DIGEST: digest('c'),
  };
  const promote = (env: Record<string, string> = {}, fails = '') =>
    cloud.run('tools/images/promote.sh', { ...given, ...env }, fails);

  it('takes each image over by its digest, once signature and SBOM are those of our CI', async () => {
    expect((await promote()).code).toBe(0);

    const from = `contosostaging.azurecr.io/groundwork-gateway@${digest('a')}`;
    const signedBy = `--certificate-identity ${given.SIGNER} --certificate-oidc-issuer https://token.actions.githubusercontent.com`;
    expect(calls().slice(0, 4)).toEqual([
      'az acr login --name contosostaging',
      `cosign verify ${signedBy} ${from}`,
      `cosign verify-attestation ${signedBy} --type cyclonedx ${from}`,
      `az acr import --name contoso --source ${from} --repository groundwork-gateway --output none --only-show-errors`,
    ]);
    expect(calls().filter((call) => call.startsWith('az acr import'))).toHaveLength(3);
  });

  it.each(['cosign verify ', 'cosign verify-attestation'])('takes nothing over when %s says no', async (fails) => {
    expect((await promote({}, fails)).code).not.toBe(0);
    expect(calls().some((call) => call.startsWith('az acr import'))).toBe(false);
  });

  it('says what may be missing when the registry says no', async () => {
    const { code, err } = await promote({}, 'az acr import');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('could not be taken over') as string });
  });

  it.each(Object.keys(given))('wants %s', async (variable) => {
    const { code, err } = await promote({ [variable]: '' });
    expect({ code, err }).toEqual({ code: 2, err: `Set ${variable}; this file tells what it is.\n` });
    expect(calls()).toEqual([]);
  });
});
