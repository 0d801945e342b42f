import { ConversationNotFound, MessageNotFound, NothingToRegenerate } from '../conversations/conversation-errors.js';
import type { ConversationStore, KeptAnswer, NewTurn } from './conversation-store.port.js';

const ANN = { tenantId: 'tenant-1', userId: 'ann@example.com' };
const BOB = { tenantId: 'tenant-1', userId: 'bob' };
/** The same user id in another tenant is another person. */
const OTHER_ANN = { tenantId: 'tenant-2', userId: 'ann@example.com' };

let ids = 0;
const newId = (): string => `id-${process.pid}-${Date.now()}-${(ids += 1)}`;

const turn = (overrides: Partial<NewTurn> = {}): NewTurn => ({
  owner: ANN,
  conversationId: newId(),
  mayBegin: true,
  title: 'Fee?',
  question: 'What is the fee?',
  questionId: newId(),
  answerId: newId(),
  regenerate: false,
  spareId: newId(),
  ...overrides,
});

const complete = (text: string): KeptAnswer => ({
  status: 'complete',
  text,
  refusal: null,
  citations: [],
  sources: [],
});

/** The promises of {@link ConversationStore}, as tests. Every adapter's spec calls this. */
export function describeConversationStore(make: () => ConversationStore): void {
  describe('keeps the ConversationStore contract', () => {
    /** A conversation with one answered question. */
    async function answered(overrides: Partial<NewTurn> = {}): Promise<NewTurn> {
      const first = turn(overrides);
      await make().take(first);
      await make().keep(first.conversationId, first.answerId, complete('4 %.'));
      return first;
    }

    it('takes a question in and keeps its answer', async () => {
      const first = turn();
      expect(await make().take(first)).toEqual({
        kind: 'new',
        title: 'Fee?',
        questionId: first.questionId,
        question: 'What is the fee?',
        history: [],
      });
      await make().keep(first.conversationId, first.answerId, complete('4 %.'));

      expect(await make().messages(ANN, first.conversationId)).toMatchObject([
        { id: first.questionId, role: 'user', text: 'What is the fee?', status: 'complete' },
        { id: first.answerId, role: 'assistant', text: '4 %.', status: 'complete', refusal: null },
      ]);
    });

    it('gives a follow-up what was said before', async () => {
      const { conversationId } = await answered();
      const next = await make().take(
        turn({ conversationId, question: 'And the term?', title: 'ignored', mayBegin: false }),
      );
      expect(next).toMatchObject({
        kind: 'new',
        title: 'Fee?',
        history: [{ text: 'What is the fee?' }, { text: '4 %.' }],
      });
    });

    it('refuses an unknown conversation unless it may begin', async () => {
      await expect(make().take(turn({ mayBegin: false }))).rejects.toBeInstanceOf(ConversationNotFound);
    });

    it.each([
      ['another person', BOB],
      ['the same name in another tenant', OTHER_ANN],
    ])('does not exist for %s', async (_, stranger) => {
      const { conversationId, answerId } = await answered();
      const store = make();
      const attempts = [
        store.take(turn({ owner: stranger, conversationId })),
        store.find(stranger, conversationId),
        store.messages(stranger, conversationId),
        store.rename(stranger, conversationId, 'Mine'),
        store.remove(stranger, conversationId),
        store.rate(stranger, conversationId, answerId, { rating: 'up' }),
      ];
      for (const attempt of attempts) await expect(attempt).rejects.toBeInstanceOf(ConversationNotFound);
      expect((await store.list(stranger)).map(({ id }) => id)).not.toContain(conversationId);
      expect(await store.messages(ANN, conversationId)).toHaveLength(2);
    });

    it('answers a repeated question id with the answer it has', async () => {
      const first = await answered();
      const again = await make().take({ ...first, answerId: newId() });
      expect(again).toMatchObject({ kind: 'repeat', answer: { id: first.answerId, text: '4 %.' } });
      expect(await make().messages(ANN, first.conversationId)).toHaveLength(2);
    });

    it('keeps an edited question beside the old one, each with what followed it', async () => {
      const first = await answered();
      const { conversationId } = first;
      const second = await answered({ conversationId, question: 'And the term?' });
      const edited = { ...first, question: 'What is the gold fee?', answerId: newId() };
      expect(await make().take(edited)).toMatchObject({
        kind: 'new',
        questionId: first.spareId,
        question: 'What is the gold fee?',
        history: [],
      });
      await make().keep(conversationId, edited.answerId, complete('5 %.'));
      const gold = await answered({ conversationId, question: 'And silver?' });

      const branch = await make().messages(ANN, conversationId);
      expect(branch.map(({ text }) => text)).toEqual(['What is the gold fee?', '5 %.', 'And silver?', '4 %.']);
      expect(branch[0]).toMatchObject({ parentId: null, siblings: [first.questionId, first.spareId] });
      expect(branch[2]).toMatchObject({ parentId: edited.answerId, siblings: [gold.questionId] });

      await make().select(ANN, conversationId, first.questionId);
      const old = await make().messages(ANN, conversationId);
      expect(old.map(({ id }) => id)).toEqual([first.questionId, first.answerId, second.questionId, second.answerId]);
      await make().select(ANN, conversationId, first.spareId);
      expect((await make().messages(ANN, conversationId)).map(({ id }) => id)).toEqual(branch.map(({ id }) => id));
      expect(await make().everyMessage(ANN, conversationId)).toHaveLength(8);
      await expect(make().select(ANN, conversationId, newId())).rejects.toBeInstanceOf(MessageNotFound);
    });

    it('knows the edited question, sent again, by the id its client has for it', async () => {
      const first = await answered();
      const edited = { ...first, question: 'What is the gold fee?', answerId: newId() };
      await make().take(edited);
      await make().keep(first.conversationId, edited.answerId, complete('5 %.'));
      const again = await make().take({ ...edited, answerId: newId(), spareId: newId() });
      expect(again).toMatchObject({ kind: 'repeat', answer: { id: edited.answerId, text: '5 %.' } });
    });

    it('branches off where it is told to', async () => {
      const first = await answered();
      const { conversationId } = first;
      await answered({ conversationId, question: 'And the term?' });
      const other = await answered({ conversationId, question: 'And silver?', parentId: first.answerId });
      const beginning = turn({ conversationId, question: 'Something else?', parentId: null });

      expect((await make().messages(ANN, conversationId)).map(({ text }) => text).slice(2)).toEqual([
        'And silver?',
        '4 %.',
      ]);
      expect((await make().messages(ANN, conversationId))[2]?.siblings).toHaveLength(2);
      expect(await make().take(beginning)).toMatchObject({ kind: 'new', history: [] });
      for (const parentId of [newId(), other.questionId])
        await expect(make().take(turn({ conversationId, parentId }))).rejects.toBeInstanceOf(MessageNotFound);
    });

    it('gives a branch in pages, the newest first, each in reading order', async () => {
      const { conversationId } = await answered({ question: 'one' });
      await answered({ conversationId, question: 'two' });
      await answered({ conversationId, question: 'three' });
      const newest = await make().messages(ANN, conversationId, { limit: 3 });
      const before = await make().messages(ANN, conversationId, { limit: 9, before: newest[0]?.id });
      expect(newest.map(({ text }) => text)).toEqual(['4 %.', 'three', '4 %.']);
      expect(before.map(({ text }) => text)).toEqual(['one', '4 %.', 'two']);
      const unknown = make().messages(ANN, conversationId, { limit: 3, before: newId() });
      await expect(unknown).rejects.toBeInstanceOf(MessageNotFound);
    });

    it('keeps a title that was changed', async () => {
      const { conversationId } = await answered();
      await make().rename(ANN, conversationId, 'Mine');
      await answered({ conversationId, title: 'Made from the question' });
      expect((await make().find(ANN, conversationId)).title).toBe('Mine');
    });

    it('answers a repeated question anew when its answer failed', async () => {
      const first = turn();
      await make().take(first);
      await make().keep(first.conversationId, first.answerId, {
        status: 'failed',
        text: '',
        error: { code: 'x', message: 'y' },
      });
      const again = await make().take({ ...first, answerId: newId() });
      expect(again).toMatchObject({ kind: 'new', question: 'What is the fee?', history: [] });
      expect(await make().messages(ANN, first.conversationId)).toHaveLength(2);
    });

    it('answers a question again beside its answer, by either id or as the last', async () => {
      const first = await answered();
      const { conversationId } = first;
      const newest: string[] = [];
      for (const regenerates of [undefined, first.answerId, first.questionId, 'unknown-to-us']) {
        const again = turn({ conversationId, regenerate: true, regenerates });
        const taken = await make().take(again);
        expect(taken).toMatchObject({
          kind: 'new',
          questionId: first.questionId,
          question: 'What is the fee?',
          history: [],
        });
        await make().keep(conversationId, again.answerId, complete('Four.'));
        newest.push(again.answerId);
      }
      const branch = await make().messages(ANN, conversationId);
      expect(branch.map(({ text }) => text)).toEqual(['What is the fee?', 'Four.']);
      expect(branch[1]).toMatchObject({ id: newest[3], siblings: [first.answerId, ...newest] });
      await make().select(ANN, conversationId, first.answerId);
      expect((await make().messages(ANN, conversationId))[1]?.text).toBe('4 %.');
    });

    it('answers an earlier question again, and keeps what followed its old answer', async () => {
      const first = await answered();
      const { conversationId } = first;
      const second = await answered({ conversationId, question: 'And the term?' });
      await make().take(turn({ conversationId, regenerate: true, regenerates: first.answerId }));
      expect(await make().messages(ANN, conversationId)).toHaveLength(2);
      await make().select(ANN, conversationId, first.answerId);
      expect((await make().messages(ANN, conversationId)).at(-1)?.id).toBe(second.answerId);
    });

    it('has nothing to answer again in a conversation that is new', async () => {
      await expect(make().take(turn({ regenerate: true }))).rejects.toBeInstanceOf(NothingToRegenerate);
    });

    it('loses no message of several writers at once', async () => {
      const { conversationId } = await answered();
      await Promise.all(['a', 'b', 'c', 'd'].map((question) => make().take(turn({ conversationId, question }))));
      const messages = await make().messages(ANN, conversationId);
      expect(messages).toHaveLength(10);
      expect(
        messages
          .filter(({ role }) => role === 'user')
          .map(({ text }) => text)
          .sort(),
      ).toEqual(['What is the fee?', 'a', 'b', 'c', 'd']);
    });

    it('gives back a message of any size, letter for letter', async () => {
      const question = 'é"\n\u{1F4C4}'.repeat(9_000);
      const first = turn({ question });
      await make().take(first);
      await make().keep(first.conversationId, first.answerId, complete('x'.repeat(200_000)));
      const [asked, answer] = await make().messages(ANN, first.conversationId);
      expect(asked?.text).toBe(question);
      expect(answer?.text).toHaveLength(200_000);
    });

    it('lists the newest change first, and finds words of titles and questions', async () => {
      const owner = { tenantId: 'tenant-1', userId: newId() };
      const old = await answered({ owner, title: 'Parking', question: 'Where is garage B?' });
      const young = await answered({ owner, title: 'Dental' });
      await answered({ owner, conversationId: old.conversationId, question: 'Is vision covered?' });

      expect((await make().list(owner)).map(({ id }) => id)).toEqual([old.conversationId, young.conversationId]);
      for (const query of ['parking', 'GARAGE b', 'vision garage']) {
        expect((await make().list(owner, query)).map(({ id }) => id)).toEqual([old.conversationId]);
      }
      expect(await make().list(owner, 'zebra')).toEqual([]);
    });

    it('renames', async () => {
      const { conversationId } = await answered();
      await make().rename(ANN, conversationId, 'New name');
      expect((await make().find(ANN, conversationId)).title).toBe('New name');
    });

    it('is removed by many at once, with all its messages', async () => {
      const { conversationId } = await answered();
      for (const question of ['a', 'b', 'c']) await make().take(turn({ conversationId, question }));
      await Promise.all(Array.from({ length: 6 }, () => make().remove(ANN, conversationId)));
      await expect(make().messages(ANN, conversationId)).rejects.toBeInstanceOf(ConversationNotFound);
    });

    it('takes a conversation away with its messages, and does not mind doing it twice', async () => {
      const { conversationId, answerId } = await answered();
      await make().remove(ANN, conversationId);
      await make().remove(ANN, conversationId);
      await make().keep(conversationId, answerId, complete('late'));

      await expect(make().messages(ANN, conversationId)).rejects.toBeInstanceOf(ConversationNotFound);
      expect(await make().take(turn({ conversationId }))).toMatchObject({ kind: 'new', history: [] });
    });

    it('keeps feedback beside the answer, the last one given', async () => {
      const { conversationId, answerId, questionId } = await answered();
      await make().rate(ANN, conversationId, answerId, { rating: 'down', comment: 'Wrong page.' });
      await make().rate(ANN, conversationId, answerId, { rating: 'up' });

      const [, answer] = await make().messages(ANN, conversationId);
      expect(answer?.feedback).toEqual({ rating: 'up' });
      for (const id of [questionId, newId()]) {
        await expect(make().rate(ANN, conversationId, id, { rating: 'up' })).rejects.toBeInstanceOf(MessageNotFound);
      }
    });
  });
}
