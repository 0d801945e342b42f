import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { QueueServiceClient, StorageSharedKeyCredential as QueueKey } from '@azure/storage-queue';
import { CannotStart } from '../src/cannot-start.js';
import { DEV_ACCOUNT_KEY, DEV_ACCOUNT_NAME, startAzurite, type Azurite } from '../src/storage/azurite.js';

const script = pathToFileURL(join(__dirname, '../src/storage/azurite-child.ts'));
const FREE = { blob: 0, queue: 0, table: 0 };
let folder: string;
let running: Azurite[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundwork-azurite-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((azurite) => azurite.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(ports = FREE, host = '127.0.0.1'): Promise<Azurite> {
  const azurite = await startAzurite({ host, ports, folder, script });
  running.push(azurite);
  return azurite;
}

const blobsOf = ({ blob }: Azurite) =>
  new BlobServiceClient(blob, new StorageSharedKeyCredential(DEV_ACCOUNT_NAME, DEV_ACCOUNT_KEY)).getContainerClient(
    'files',
  );
const queueOf = ({ queue }: Azurite) =>
  new QueueServiceClient(queue, new QueueKey(DEV_ACCOUNT_NAME, DEV_ACCOUNT_KEY)).getQueueClient('work');
const tableOf = ({ table }: Azurite) =>
  new TableClient(table, 'rows', new AzureNamedKeyCredential(DEV_ACCOUNT_NAME, DEV_ACCOUNT_KEY), {
    allowInsecureConnection: true,
  });

describe(startAzurite.name, () => {
  it('keeps blobs, messages and rows over a stop right after they were written', async () => {
    const first = await start();
    await blobsOf(first).create();
    await queueOf(first).create();
    await tableOf(first).createTable();
    await blobsOf(first).getBlockBlobClient('a.txt').upload('tea', 3);
    await queueOf(first).sendMessage('brew');
    await tableOf(first).createEntity({ partitionKey: 'p', rowKey: 'r', drink: 'tea' });
    await first.stop();

    const second = await start();

    expect((await blobsOf(second).getBlockBlobClient('a.txt').downloadToBuffer()).toString()).toBe('tea');
    expect((await queueOf(second).receiveMessages()).receivedMessageItems[0]?.messageText).toBe('brew');
    expect(await tableOf(second).getEntity('p', 'r')).toMatchObject({ drink: 'tea' });
  });

  it('says which port is taken', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const refused = start({ ...FREE, queue: port });

    await expect(refused).rejects.toBeInstanceOf(CannotStart);
    await expect(refused).rejects.toThrow(`Port ${port} is already in use.`);
    other.close();
  });

  it('waits until the one before it has written everything', async () => {
    const first = await start();
    await blobsOf(first).create();
    await blobsOf(first).getBlockBlobClient('a.txt').upload('tea', 3);

    const [second] = await Promise.all([start(), first.stop()]);

    expect(await blobsOf(second).getBlockBlobClient('a.txt').exists()).toBe(true);
  });

  it('leaves a folder alone that another copy is using', async () => {
    await start();

    const refused = startAzurite({ host: '127.0.0.1', ports: FREE, folder, script, lockWaitMs: 20 });

    await expect(refused).rejects.toThrow(`Another copy is using the data folder ${folder}.`);
  });

  it('tells when it has ended', async () => {
    const azurite = await start();

    await azurite.stop();

    await expect(azurite.ended).resolves.toBeUndefined();
    await expect(fetch(azurite.blob)).rejects.toThrow();
  });
});
