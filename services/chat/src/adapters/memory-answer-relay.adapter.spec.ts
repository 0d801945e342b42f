import { describeAnswerRelay } from '../ports/answer-relay.contract.js';
import { MemoryAnswerRelay } from './memory-answer-relay.adapter.js';

const ANN = { tenantId: 'local', userId: 'ann' };
const HEAD = { messageId: 'answer-01', questionId: 'question-1', questionDigest: '' };

describe(MemoryAnswerRelay.name, () => {
  const relay = new MemoryAnswerRelay(10_000);
  describeAnswerRelay(() => ({ here: relay, there: relay }));

  it('forgets an ended answer after a while', async () => {
    const brief = new MemoryAnswerRelay(20);
    const claim = await brief.claim(ANN, 'conversation-1');
    claim?.begin(HEAD);
    await claim?.end(['a']);
    expect(await brief.find(ANN, 'conversation-1')).toBeDefined();
    const deadline = Date.now() + 5_000;
    while ((await brief.find(ANN, 'conversation-1')) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await brief.find(ANN, 'conversation-1')).toBeUndefined();
  });

  it('forgets the oldest of the ended answers when they grow too many', async () => {
    const full = new MemoryAnswerRelay(10_000);
    for (const n of [1, 2, 3, 4, 5]) {
      const claim = await full.claim(ANN, `conversation-${n}`);
      claim?.begin(HEAD);
      await claim?.end(['x'.repeat(8 * 1024 * 1024)]); // four of them are the 32 Mi that are remembered
    }
    const found = await Promise.all([1, 2, 5].map((n) => full.find(ANN, `conversation-${n}`)));
    expect(found.map((answer) => answer !== undefined)).toEqual([false, true, true]);
  });
});
