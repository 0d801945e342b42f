import { LeaseLost, type IngestionQueue, type LeasedWork } from './ingestion-queue.port.js';

/** The promises of {@link IngestionQueue}, as tests. Every adapter's spec calls this. @param make a queue with leases of one second. */
export function describeIngestionQueue(make: () => IngestionQueue): void {
  describe('keeps the IngestionQueue contract', () => {
    const item = (documentId: string) => ({ tenantId: 'queue', documentId });
    /** The next message, waited for. */
    const next = async (): Promise<LeasedWork> => {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const work = await make().take();
        if (work) return work;
        if (Date.now() > deadline) throw new Error('No message within 10 s');
        await new Promise((again) => setTimeout(again, 50));
      }
    };

    it('hands a message out once, and is empty when it is done', async () => {
      await make().send(item('once'));
      const work = await next();

      expect(work).toMatchObject({ item: item('once'), deliveries: 1 });
      expect(await make().take()).toBeUndefined();
      await work.complete();
      expect(await make().depth()).toBe(0);
    });

    it('gives a message back at once when it is handed back, and counts', async () => {
      await make().send(item('back'));
      await (await next()).handBack(0);

      const again = await next();
      expect(again).toMatchObject({ item: item('back'), deliveries: 2 });
      await again.complete();
    });

    it('gives a message to somebody else when its lease ends, and the first one cannot keep it', async () => {
      await make().send(item('lost'));
      const first = await next();
      const second = await next();

      expect(second).toMatchObject({ item: item('lost'), deliveries: 2 });
      await expect(first.renew()).rejects.toBeInstanceOf(LeaseLost);
      await expect(first.complete()).resolves.toBeUndefined();
      await expect(second.renew()).resolves.toBeUndefined();
      await second.complete();
    });

    it('keeps a message in hand for as long as it is renewed', async () => {
      await make().send(item('kept'));
      const work = await next();
      const end = Date.now() + 1_500;
      while (Date.now() < end) {
        await work.renew();
        expect(await make().take()).toBeUndefined();
        await new Promise((again) => setTimeout(again, 100));
      }
      await work.complete();
    });

    it('counts a holder who failed or died as a try, and one who postponed it not', async () => {
      await make().send(item('tries'));
      const first = await next();
      expect(first).toMatchObject({ deliveries: 1, tries: 1 });
      await first.postpone(0);
      const second = await next();
      expect(second).toMatchObject({ id: first.id, deliveries: 2, tries: 1 });
      await second.postpone(0);
      await (await next()).handBack(0);
      // Its lease of a second runs out: nobody hands it back.
      expect(await next()).toMatchObject({ deliveries: 4, tries: 2 });

      const fifth = await next();
      expect(fifth).toMatchObject({ id: first.id, item: item('tries'), deliveries: 5, tries: 3 });
      await fifth.complete();
    });

    it('has two lanes, of which one is looked at first', async () => {
      await make().send(item('crowd'), 'bulk');
      await make().send(item('single'));

      const first = await make().take();
      const second = await make().take();
      expect([first?.item, second?.item]).toEqual([item('single'), item('crowd')]);
      for (const work of [first, second]) await work?.complete();

      await make().send(item('single'));
      await make().send(item('crowd'), 'bulk');
      expect(await make().depth()).toBe(2);
      const turn = await make().take('bulk');
      expect(turn?.item).toEqual(item('crowd'));
      await turn?.complete();
      await (await next()).complete();
    });

    it('tells since when its oldest message waits, in either lane and not in hand', async () => {
      expect(await make().oldestWaiting()).toBeUndefined();
      const before = Date.now();
      await make().send(item('old'), 'bulk');
      await make().send(item('new'));

      const oldest = await make().oldestWaiting();
      // The service tells whole seconds.
      expect(Math.abs(Number(oldest) - before)).toBeLessThan(2_500);
      const both = [await next(), await next()];
      expect(await make().oldestWaiting()).toBeUndefined();
      await Promise.all(both.map((work) => work.complete()));
    });

    it('lays a message aside for good', async () => {
      await make().send(item('poison'));
      await (await next()).poison();

      expect(await make().depth()).toBe(0);
    });
  });
}
