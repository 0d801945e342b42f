import { describeConversationStore } from '../../src/ports/conversation-store.contract.js';
import { MemoryConversationStore } from './memory-conversation-store.js';

describe(MemoryConversationStore.name, () => {
  const store = new MemoryConversationStore();
  describeConversationStore(() => store);
});
