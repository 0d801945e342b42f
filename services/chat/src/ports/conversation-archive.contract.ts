import type { FeedbackBody, FeedbackLine } from '@shared/contracts';
import type { ArchivedConversation, ConversationArchive } from './conversation-archive.port.js';
import type { ConversationStore, Owner } from './conversation-store.port.js';

const ANN: Owner = { tenantId: 'archive-1', userId: 'ann|x@example.com' };
const BOB: Owner = { tenantId: 'archive-2', userId: 'bob' };

let ids = 0;
const newId = (): string => `archived-${(ids += 1)}`;

/** A conversation with one answer from page 3 of a document, and what its reader thought of it. */
export async function ratedConversation(
  store: ConversationStore,
  owner: Owner,
  opinion?: FeedbackBody,
): Promise<{ conversationId: string; messageId: string }> {
  const [conversationId, messageId] = [newId(), newId()];
  const question = { question: 'What is the fee?', questionId: newId(), answerId: messageId, spareId: newId() };
  await store.take({ owner, conversationId, mayBegin: true, title: 'Fee?', regenerate: false, ...question });
  const place = { n: 1, documentId: 'document-1', title: 'Plan', start: 0, end: 4, page: 3 };
  const citations = [{ ...place, quote: '4 %.', answerStart: 0, answerEnd: 3 }];
  await store.keep(conversationId, messageId, {
    status: 'complete',
    text: '4 % [1].',
    refusal: null,
    citations,
    sources: [],
  });
  if (opinion) await store.rate(owner, conversationId, messageId, opinion);
  return { conversationId, messageId };
}

/** The promises of {@link ConversationArchive}, as tests. Every adapter's spec calls this. */
export function describeConversationArchive(
  make: () => { archive: ConversationArchive; store: ConversationStore },
): void {
  const opinions = async (tenantId: string, since?: string): Promise<FeedbackLine[]> => {
    const lines: FeedbackLine[] = [];
    for await (const line of make().archive.feedback(tenantId, since)) lines.push(line);
    return lines;
  };

  describe('keeps the ConversationArchive contract', () => {
    it('tells opinions of a tenant with their question and answer, and nothing of the documents', async () => {
      const rated = await ratedConversation(make().store, ANN, { rating: 'down', comment: 'It is 5 %.' });
      await ratedConversation(make().store, ANN);
      await ratedConversation(make().store, BOB, { rating: 'up' });

      expect(await opinions('archive-1')).toEqual([
        {
          ...rated,
          rating: 'down',
          comment: 'It is 5 %.',
          askedAt: expect.any(String) as string,
          question: 'What is the fee?',
          answer: '4 % [1].',
          refused: false,
          citations: [{ documentId: 'document-1', page: 3 }],
        },
      ]);
      expect((await opinions('archive-2')).map(({ rating, comment }) => [rating, comment])).toEqual([['up', null]]);
      expect(await opinions('archive')).toEqual([]);
    });

    it('tells only what was asked since a moment', async () => {
      const [line] = await opinions('archive-1');
      expect(await opinions('archive-1', line?.askedAt)).toHaveLength(1);
      expect(await opinions('archive-1', '2999-01-01T00:00:00.000Z')).toEqual([]);
    });

    it('finds what nobody went on with since a moment, with its owner', async () => {
      const { conversationId } = await ratedConversation(make().store, ANN);
      const { updatedAt } = await make().store.find(ANN, conversationId);
      const found = async (before: string): Promise<ArchivedConversation[]> => {
        const all: ArchivedConversation[] = [];
        for await (const one of make().archive.unchangedSince(before)) if (one.id === conversationId) all.push(one);
        return all;
      };
      expect(await found(updatedAt)).toEqual([]);
      expect(await found(new Date(Date.parse(updatedAt) + 1).toISOString())).toEqual([
        { owner: ANN, id: conversationId },
      ]);
    });
  });
}
