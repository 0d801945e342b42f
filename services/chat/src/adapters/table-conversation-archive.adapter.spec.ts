import { Logger } from '@nestjs/common';
import type { StorageConfig } from '@shared/storage';
import type { Caller } from '@shared/identity';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { ConversationService } from '../conversations/conversation.service.js';
import { PersonConversations } from '../conversations/person-conversations.service.js';
import { Retention } from '../conversations/retention.service.js';
import { describeConversationArchive, ratedConversation } from '../ports/conversation-archive.contract.js';
import { TableConversationArchive } from './table-conversation-archive.adapter.js';
import { TableConversationStore } from './table-conversation-store.adapter.js';

let azure: TestAzure;
let store: TableConversationStore;
let archive: TableConversationArchive;

beforeAll(async () => {
  Logger.overrideLogger(false);
  azure = await startLocalAzure();
  const { blob, queue, table, accountKey } = azure;
  const config: StorageConfig = { blobUrl: blob, queueUrl: queue, tableUrl: table, accountKey };
  [store, archive] = [new TableConversationStore(config), new TableConversationArchive(config)];
  await store.prepare();
}, 60_000);
afterAll(() => azure?.stop());

describe(TableConversationArchive.name, () => describeConversationArchive(() => ({ archive, store })));

describe(Retention.name, () => {
  const owner = { tenantId: 'retained', userId: 'ann' };
  const idsOf = async (): Promise<string[]> => (await store.list(owner)).map(({ id }) => id);
  const DAY_MS = 86_400_000;

  it('takes away what nobody went on with for so many days, and nothing else', async () => {
    const { conversationId } = await ratedConversation(store, owner);
    const { updatedAt } = await store.find(owner, conversationId);
    const retention = new Retention(archive, store, { days: 30 });
    const end = Date.parse(updatedAt) + 30 * DAY_MS;

    await retention.sweep(end);
    expect(await idsOf()).toEqual([conversationId]);

    await retention.sweep(end + 1);
    expect(await idsOf()).toEqual([]);
    await expect(store.messages(owner, conversationId)).rejects.toMatchObject({ code: 'conversation_not_found' });
  });

  it('does nothing where conversations are kept for ever', async () => {
    const { conversationId } = await ratedConversation(store, owner);
    const retention = new Retention(archive, store, { days: 0 });
    retention.onApplicationBootstrap();
    await retention.onApplicationShutdown();
    expect(await idsOf()).toContain(conversationId);
  });
});

describe(PersonConversations.name, () => {
  const admin: Caller = { tenantId: 'people', userId: 'root', groups: [], roles: ['admin'], correlationId: 'c' };
  const people = () =>
    new PersonConversations(store, new ConversationService(store), archive, {
      isRunning: () => Promise.resolve(false),
      stop: () => Promise.resolve(false),
    });
  const all = async (lines: AsyncIterable<object>): Promise<object[]> => {
    const found: object[] = [];
    for await (const line of lines) found.push(line);
    return found;
  };

  it('hands out the conversations of one person, without the words of any document', async () => {
    const { conversationId } = await ratedConversation(store, { tenantId: 'people', userId: 'ann' });
    await ratedConversation(store, { tenantId: 'people', userId: 'bob' });
    await ratedConversation(store, { tenantId: 'elsewhere', userId: 'ann' });

    const lines = await all(people().export(admin, 'ann'));

    expect(lines).toMatchObject([
      { kind: 'conversation', id: conversationId, messages: [{ text: 'What is the fee?' }, {}] },
    ]);
    expect(JSON.stringify(lines)).not.toContain('"quote":"4 %."');
    expect(JSON.stringify(lines)).not.toContain('Plan');
  });

  it('erases them, and only them', async () => {
    expect(await people().erase(admin, 'ann')).toEqual({ conversations: 1 });
    expect(await people().erase(admin, 'ann')).toEqual({ conversations: 0 });
    expect(await store.list({ tenantId: 'people', userId: 'bob' })).toHaveLength(1);
    expect(await store.list({ tenantId: 'elsewhere', userId: 'ann' })).toHaveLength(1);
  });

  it.each(['reader', 'contributor'] as const)('does nothing for a %s', async (role) => {
    const caller = { ...admin, roles: [role] };
    await expect(all(people().export(caller, 'bob'))).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(all(people().feedback(caller))).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(people().erase(caller, 'bob')).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
