import { table, type StorageConfig } from '@shared/storage';
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

  it('reads a conversation from before there were branches as one branch, and goes on with it', async () => {
    const old = table(configOf(azure), 'messages');
    const owner = { tenantId: 'local', userId: 'ann' };
    const base = { partitionKey: 'conversation-old', createdAt: '2026-11-21T09:30:00.000Z', status: 'complete' };
    await old.createEntity({ partitionKey: 'conversation-old', rowKey: 'head', owner: 'local|ann', next: 4 });
    await old.createEntity({ partitionKey: 'conversation-old', rowKey: 'q-question-2', ordinal: 2 });
    for (const [ordinal, id] of ['question-1', 'answer-01', 'question-2', 'answer-02', 'left-over'].entries()) {
      const role = ordinal % 2 === 0 ? 'user' : 'assistant';
      await old.createEntity({ ...base, rowKey: `m0000000${ordinal}`, id, role, body: `{"text":"${id}"}` });
    }
    const times = { createdAt: base.createdAt, updatedAt: base.createdAt };
    const row = { partitionKey: 'local|ann', rowKey: 'conversation-old', title: 'Old', questions: '', ...times };
    await table(configOf(azure), 'conversations').createEntity(row);

    const branch = await store.messages(owner, 'conversation-old');
    expect(branch.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['question-1', null],
      ['answer-01', 'question-1'],
      ['question-2', 'answer-01'],
      ['answer-02', 'question-2'],
    ]);
    const turn = { owner, conversationId: 'conversation-old', mayBegin: false, title: '', regenerate: false };
    await store.take({
      ...turn,
      question: 'other words',
      questionId: 'question-2',
      answerId: 'answer-03',
      spareId: 'question-3',
    });
    const edited = await store.messages(owner, 'conversation-old');
    expect(edited.map(({ id }) => id)).toEqual(['question-1', 'answer-01', 'question-3', 'answer-03']);
    expect(edited[2]?.siblings).toEqual(['question-2', 'question-3']);
  });

  it('may be prepared again', async () => {
    await expect(storeAt(azure).prepare()).resolves.toBeUndefined();
  });

  it('says that storage is away, keeping the cause to itself', async () => {
    const away = storeAt({ ...azure, table: 'http://127.0.0.1:9/devstoreaccount1' });
    await expect(away.list({ tenantId: 't', userId: 'u' })).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });
});

const configOf = ({ blob, queue, table: tableUrl, accountKey }: TestAzure): StorageConfig => ({
  blobUrl: blob,
  queueUrl: queue,
  tableUrl,
  accountKey,
});

const storeAt = (azure: TestAzure): TableConversationStore => new TableConversationStore(configOf(azure));
