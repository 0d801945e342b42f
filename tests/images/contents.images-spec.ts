import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/command.js';
import { imageOf, SERVICES } from './image-names.js';

interface Inspected {
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string } };
  readonly components: readonly { readonly name: string; readonly version: string; readonly purl: string }[];
}

/** What an image must not carry: what installs, compiles or tests, a second Node, and the certificates of a proxy. */
const FOREIGN = [
  /(^|\/)(npm|npx|corepack|yarn|pnpm)$/,
  /^app\/node_modules\/(npm|node-gyp|prebuild-install|typescript|jest|vite|prettier|eslint|playwright-core|node-linux-[^/]+|@swc|@nestjs\/cli)\//,
  /^usr\/local\/bin\/(?!node$)./,
  /^app\/dist\/.*\.(spec|contract)\.js$/,
  /^run\/ca\.crt$/,
  /^root\/\.npm\//,
];

describe.each(SERVICES)('the image of %s', (service) => {
  let files: readonly string[];
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-image-'));
    const id = (await run('docker', ['create', imageOf(service)])).trim();
    const archive = join(folder, 'image.tar');
    await run('docker', ['export', '--output', archive, id]).finally(() => run('docker', ['rm', id]));
    files = (await run('tar', ['tf', archive])).split('\n');
    await run('tar', ['xf', archive, '-C', folder, '--wildcards', 'app/node_modules/*package.json']);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is nobody in particular, says what it is, and holds no secret', async () => {
    const [inspected] = JSON.parse(await run('docker', ['image', 'inspect', imageOf(service)])) as Inspected[];

    expect(inspected?.Config.User).toBe('65532:65532');
    expect(inspected?.Config.Labels).toMatchObject({
      'org.opencontainers.image.title': `groundwork-${service}`,
      'org.opencontainers.image.description': expect.stringMatching(/./) as string,
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.version': expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
    expect(inspected?.Config.Env.filter((variable) => /KEY|TOKEN|SECRET|PASSWORD/.test(variable))).toEqual([]);
  });

  it('carries what it runs, and nothing to install, build or test with', () => {
    expect(files).toContain(`app/dist/services/${service}/src/main.js`);
    expect(files).toContain('app/THIRD-PARTY-NOTICES.md');
    expect(files.filter((path) => FOREIGN.some((one) => one.test(path)))).toEqual([]);
  });

  it('carries no package that its SBOM does not name', async () => {
    const sbom = JSON.parse(await readFile(`dist/sbom/${service}.cdx.json`, 'utf8')) as Sbom;
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: `groundwork-${service}` } } });
    const named = new Set(sbom.components.map(({ name, version }) => `${name}@${version}`));

    const carried = await packagesIn(folder);
    expect(carried.length).toBeGreaterThan(20);
    expect(carried.filter((one) => !named.has(one))).toEqual([]);
  });
});

/** Name and version of every package below `app/node_modules`; folders of a package that have a package.json of their own are none. */
async function packagesIn(folder: string): Promise<string[]> {
  const manifests = globSync('app/node_modules/**/package.json', { cwd: folder }).filter((path) =>
    /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path),
  );
  const read = await Promise.all(manifests.map(async (path) => readFile(join(folder, path), 'utf8')));
  return read.map((text) => {
    const { name, version } = JSON.parse(text) as { name: string; version: string };
    return `${name}@${version}`;
  });
}
