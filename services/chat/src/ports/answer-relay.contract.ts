import type { AnswerClaim, AnswerHead, AnswerRelay, NumberedLine, RelayedAnswer } from './answer-relay.port.js';

const ANN = { tenantId: 'tenant-1', userId: 'ann@example.com' };
const BOB = { tenantId: 'tenant-1', userId: 'bob' };
const HEAD: AnswerHead = { messageId: 'answer-01', questionId: 'question-1', questionDigest: 'digest' };

/** Two replicas' ends of one relay; the same one twice where there can be no second replica. */
export interface Replicas {
  readonly here: AnswerRelay;
  readonly there: AnswerRelay;
}

let conversations = 0;

/** The promises of {@link AnswerRelay}, as tests. Every adapter's spec calls this. It remembers ended answers for 10 s. */
export function describeAnswerRelay(replicas: () => Replicas): void {
  let id: string;
  beforeEach(() => (id = `conversation-${process.pid}-${Date.now()}-${(conversations += 1)}`));

  async function claimed(relay: AnswerRelay, owner = ANN): Promise<AnswerClaim> {
    const claim = await relay.claim(owner, id);
    if (!claim) throw new Error('the conversation is claimed already');
    return claim;
  }
  async function found(relay: AnswerRelay): Promise<RelayedAnswer> {
    const answer = await relay.find(ANN, id);
    if (!answer) throw new Error('no answer is found');
    return answer;
  }
  async function linesOf(lines: AsyncIterable<NumberedLine>): Promise<string[]> {
    const all: string[] = [];
    for await (const { number, line } of lines) all.push(`${number}${line}`);
    return all;
  }

  describe.each(['here', 'there'] as const)('keeps the AnswerRelay contract for who is %s', (place) => {
    const asked = (): AnswerRelay => replicas()[place];

    it('gives a conversation of one owner to one at a time', async () => {
      const claim = await claimed(replicas().here);
      expect(await asked().claim(ANN, id)).toBeUndefined();
      const other = await claimed(asked(), BOB);
      await Promise.all([claim.end([]), other.end([])]);
      await (await claimed(asked())).end([]);
    });

    it('gives every reader every line once, whenever it comes', async () => {
      const claim = await claimed(replicas().here);
      claim.begin(HEAD);
      const early = linesOf((await found(asked())).read(0));
      claim.append('a');
      claim.append('b "\u{1F4C4}\u2028');
      const answer = await found(asked());
      const late = linesOf(answer.read(1));
      claim.append('c');
      await claim.end(['d', 'e']);

      expect(answer.head).toMatchObject(HEAD);
      expect(answer.isRunning).toBe(true);
      expect(await early).toEqual(['1a', '2b "\u{1F4C4}\u2028', '3c', '4d', '5e']);
      expect(await late).toEqual(['2b "\u{1F4C4}\u2028', '3c', '4d', '5e']);
    });

    it('goes on after a silence', async () => {
      const claim = await claimed(replicas().here);
      claim.begin(HEAD);
      const reader = (await found(asked())).read(0);
      claim.append('a');
      expect((await reader.next()).value).toEqual({ number: 1, line: 'a' });
      // Longer than any pause between two looks of an adapter.
      await new Promise((resolve) => setTimeout(resolve, 600));
      claim.append('b');
      expect((await reader.next()).value).toEqual({ number: 2, line: 'b' });
      await claim.end([]);
      expect(await reader.next()).toEqual({ done: true, value: undefined });
    });

    it('tells a long answer whole, in order, while it grows', async () => {
      const claim = await claimed(replicas().here);
      claim.begin(HEAD);
      const reading = linesOf((await found(asked())).read(0));
      for (let n = 1; n <= 3_000; n += 1) {
        claim.append('x');
        if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await claim.end([]);
      expect(await reading).toEqual(Array.from({ length: 3_000 }, (_, i) => `${i + 1}x`));
    });

    it('remembers an answer that ended, and bears a position beyond its end', async () => {
      const claim = await claimed(replicas().here);
      claim.begin(HEAD);
      await claim.end(['a', 'b']);
      const answer = await found(asked());
      expect(answer.isRunning).toBe(false);
      expect(await linesOf(answer.read(1))).toEqual(['2b']);
      expect(await linesOf(answer.read(99))).toEqual([]);
    });

    it('waits for an answer whose question is just being taken in, and finds none if it is not', async () => {
      const claim = await claimed(replicas().here);
      const finding = asked().find(ANN, id);
      claim.begin(HEAD);
      expect((await finding)?.head.messageId).toBe('answer-01');
      await claim.end([]);

      const refused = await claimed(replicas().here, BOB);
      const missing = asked().find(BOB, id);
      await refused.end([]);
      expect(await missing).toBeUndefined();
    });

    it('shows and stops an answer for its owner only', async () => {
      const claim = await claimed(replicas().here);
      claim.begin(HEAD);
      for (const stranger of [BOB, { tenantId: 'tenant-2', userId: ANN.userId }]) {
        expect(await asked().find(stranger, id)).toBeUndefined();
        expect(await asked().stop(stranger, id)).toBe(false);
      }
      expect(claim.stopRequested.aborted).toBe(false);
      await claim.end([]);
    });

    it('asks for a stop within a second, and answers once the answer has ended', async () => {
      const claim = await claimed(replicas().here);
      claim.begin(HEAD);
      const askedAt = performance.now();
      let hasEnded = false;
      const heard = new Promise<number>((resolve) =>
        claim.stopRequested.addEventListener('abort', () => resolve(performance.now() - askedAt), { once: true }),
      );
      const stopping = asked().stop(ANN, id);
      expect(await heard).toBeLessThan(1_000);
      const ending = claim.end(['aborted']).then(() => (hasEnded = true));
      expect(await stopping).toBe(true);
      await ending;
      expect(hasEnded).toBe(true);
      expect(await asked().stop(ANN, id)).toBe(false);
    });

    it('stops an answer that has not begun', async () => {
      const claim = await claimed(replicas().here);
      const stopping = asked().stop(ANN, id);
      if (!claim.stopRequested.aborted)
        await new Promise((resolve) => claim.stopRequested.addEventListener('abort', resolve, { once: true }));
      await claim.end([]);
      expect(await stopping).toBe(true);
    });

    it('knows how long nobody has read', async () => {
      const claim = await claimed(replicas().here);
      claim.begin(HEAD);
      const reader = (await found(asked())).read(0);
      claim.append('a');
      await reader.next();
      // A reader elsewhere shows itself once a second, and there is the way to Redis.
      expect(await claim.idleMs()).toBeLessThan(1_500);
      await reader.return?.();
      const before = await claim.idleMs();
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await claim.idleMs()).toBeGreaterThan(before + 40);
      await claim.end([]);
    });
  });
}
