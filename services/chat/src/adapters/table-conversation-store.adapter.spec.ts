import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.js';
import { describeConversationStore } from '../ports/conversation-store.contract.js';
import { TableConversationStore } from './table-conversation-store.adapter.js';

describe(TableConversationStore.name, () => {
  let azure: TestAzure;
  let store: TableConversationStore;

  beforeAll(async () => {
    azure = await startLocalAzure();
    store = storeAt(azure);
    await store.prepare();
  }, 60_000);

  afterAll(() => azure.stop());

  describeConversationStore(() => store);

  it('may be prepared again', async () => {
    await expect(storeAt(azure).prepare()).resolves.toBeUndefined();
  });

  it('says that storage is away, keeping the cause to itself', async () => {
    const away = storeAt({ ...azure, table: 'http://127.0.0.1:9/devstoreaccount1' });
    await expect(away.list({ tenantId: 't', userId: 'u' })).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });
});

function storeAt({ blob, queue, table, accountKey }: TestAzure): TableConversationStore {
  return new TableConversationStore({ blobUrl: blob, queueUrl: queue, tableUrl: table, accountKey });
}
