import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { DEV_ACCOUNT_KEY, DEV_ACCOUNT_NAME } from '../src/storage/azurite.js';

/** The built process, as `npm start` runs it. */
const MAIN = join(__dirname, '../../../dist/services/local-azure/src/main.js');
let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundwork-process-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => end(child, 'SIGTERM')));
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  /** What it has said on standard error. */
  readonly said: () => string;
  readonly firstLine: Promise<string>;
}

function run(settings: Record<string, string> = {}): Run {
  const env = { ...process.env, GROUNDWORK_DATA_DIR: folder, ...settings };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const lines = createInterface({ input: child.stdout });
  const firstLine = new Promise<string>((resolve) => lines.once('line', resolve).once('close', () => resolve('')));
  return { child, said: () => said, firstLine };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'close');
  }
  return child.exitCode;
}

interface Ready {
  readonly ready: boolean;
  readonly url: string;
  readonly blob: string;
  readonly queue: string;
  readonly table: string;
}
const addressesOf = async ({ firstLine }: Run): Promise<Ready> => JSON.parse(await firstLine) as Ready;
const filesAt = (blob: string) =>
  new BlobServiceClient(blob, new StorageSharedKeyCredential(DEV_ACCOUNT_NAME, DEV_ACCOUNT_KEY)).getContainerClient(
    'files',
  );

describe('the process', () => {
  it('says where everything listens, serves it, and ends well on SIGTERM', async () => {
    const azure = run();
    const { ready, url, blob, queue, table } = await addressesOf(azure);

    expect(ready).toBe(true);
    for (const address of [blob, queue, table])
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/devstoreaccount1$/);
    const search = await fetch(`${url}/indexes?api-version=2026-04-01`, { headers: { 'api-key': 'local-azure-key' } });
    expect([(await fetch(`${url}/health/ready`)).status, search.status]).toEqual([200, 200]);
    expect(azure.said()).toContain('This is local Azure: emulators for laptops, tests and demos. Not Microsoft Azure.');
    expect(await end(azure.child, 'SIGTERM')).toBe(0);
  });

  it('keeps what was written before it was killed hard: storage outlives it and writes', async () => {
    const first = run();
    const files = filesAt((await addressesOf(first)).blob);
    await files.create();
    await files.getBlockBlobClient('a.txt').upload('tea', 3);
    await end(first.child, 'SIGKILL');

    const { blob } = await addressesOf(run());

    expect((await filesAt(blob).getBlockBlobClient('a.txt').downloadToBuffer()).toString()).toBe('tea');
  });

  it.each([
    [
      'a taken port',
      (port: string) => ({ LOCAL_AZURE_PORT: port }),
      /^Port \d+ is already in use\. .*LOCAL_AZURE_PORT/m,
    ],
    [
      'a taken storage port',
      (port: string) => ({ LOCAL_AZURE_BLOB_PORT: port }),
      /^Port \d+ is already in use\. .*LOCAL_AZURE_BLOB_PORT/m,
    ],
    [
      'a data folder that is a file',
      () => ({ GROUNDWORK_DATA_DIR: join(folder, 'file') }),
      /^The data folder .* cannot be written\./m,
    ],
    ['a wrong variable', () => ({ LOCAL_AZURE_PORT: 'eighty' }), /^Bad environment: LOCAL_AZURE_PORT/m],
  ])('refuses %s in one sentence', async (_, settings, sentence) => {
    await writeFile(join(folder, 'file'), '');
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();

    const refused = run(settings(String(typeof address === 'object' ? address?.port : 0)));
    await once(refused.child, 'close');
    other.close();

    expect(refused.child.exitCode).toBe(1);
    expect(refused.said()).toMatch(sentence);
    expect(refused.said()).not.toMatch(/\n {4}at /);
  });

  it('warns when others can reach it', async () => {
    const azure = run({ LOCAL_AZURE_HOST: '0.0.0.0' });

    await azure.firstLine;

    expect(azure.said()).toContain('Warning: listening on 0.0.0.0.');
  });
});
