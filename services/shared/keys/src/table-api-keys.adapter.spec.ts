import { table } from '@shared/storage';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { describeApiKeys, keyFor } from './api-keys.contract.js';
import { TableApiKeys } from './table-api-keys.adapter.js';

let azure: TestAzure;
const storage = () => ({ tableUrl: azure.table, accountKey: azure.accountKey });
const keys = () => new TableApiKeys(storage());

beforeAll(async () => {
  azure = await startLocalAzure();
  await keys().prepare();
}, 60_000);
afterAll(() => azure?.stop());

describe(TableApiKeys.name, () => {
  describeApiKeys(keys);

  it('keeps no key, only its hash', async () => {
    const { key, secret } = keyFor('tenant-g');
    await keys().add(key);
    const rows: string[] = [];
    for await (const row of table(storage(), 'apikeys').listEntities()) rows.push(JSON.stringify(row));
    expect(rows.join()).toContain(key.hash);
    expect(rows.join()).not.toContain(secret.slice(8));
  });

  it('knows no key before its table is made', async () => {
    await table(storage(), 'apikeys').deleteTable();
    expect(await keys().findByHash('ab'.repeat(32))).toBeUndefined();
  });
});
