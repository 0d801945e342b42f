import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { describeAuditLog } from './audit-log.contract.js';
import { TableAuditLog } from './table-audit-log.adapter.js';

let azure: TestAzure;
const log = () => new TableAuditLog({ tableUrl: azure.table, accountKey: azure.accountKey });

beforeAll(async () => {
  azure = await startLocalAzure();
}, 60_000);
afterAll(() => azure?.stop());

describe(TableAuditLog.name, () => {
  // Nobody prepared it: the first entry makes the table.
  describeAuditLog(log);

  it('says so when it cannot be written', async () => {
    const unplugged = new TableAuditLog({ tableUrl: 'http://127.0.0.1:1/none', accountKey: azure.accountKey });
    await expect(
      unplugged.append({ tenantId: 't', userId: 'u', correlationId: 'c' }, { action: 'key.made', subject: 's' }),
    ).rejects.toMatchObject({ code: 'dependency_unavailable' });
  }, 60_000);
});
