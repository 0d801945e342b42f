import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { describeUsageStore } from '../ports/usage-store.contract.js';
import { TableUsageReadings } from './table-usage-readings.adapter.js';
import { TableUsageStore } from './table-usage-store.adapter.js';

let azure: TestAzure;
const config = () => ({ tableUrl: azure.table, accountKey: azure.accountKey });

beforeAll(async () => {
  azure = await startLocalAzure();
}, 60_000);
afterAll(() => azure?.stop());

describe(TableUsageStore.name, () => {
  // Nobody prepared it: the first addition makes the table.
  describeUsageStore(() => new TableUsageStore(config()));

  it('writes what administrators read', async () => {
    const counts = { requests: 1, inputTokens: 100, outputTokens: 20 };
    await new TableUsageStore(config()).add({ tenantId: 'contoso', userId: 'a/b' }, '2026-11-24', counts);
    expect(await new TableUsageReadings(config()).ofTenant('contoso', '2026-11-01', '2026-11-30')).toEqual([
      { principal: 'user:a/b', day: '2026-11-24', ...counts },
    ]);
  });

  it('says so when it cannot be reached', async () => {
    const unplugged = new TableUsageStore({ tableUrl: 'http://127.0.0.1:1/none', accountKey: azure.accountKey });
    const ann = { tenantId: 'acme', userId: 'ann' };
    await expect(unplugged.days(ann, '2026-11-24', '2026-11-24')).rejects.toMatchObject({
      code: 'dependency_unavailable',
    });
  }, 60_000);
});
