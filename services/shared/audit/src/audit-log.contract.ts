import type { AuditLog } from './audit-log.port.js';

const actor = (tenantId: string, userId = 'ann') => ({ tenantId, userId, correlationId: 'correlation-1' });

/** The promises of {@link AuditLog}, as tests. Every adapter's spec calls this. */
export function describeAuditLog(make: () => AuditLog): void {
  describe('keeps the AuditLog contract', () => {
    it('tells who did what to which thing, and when', async () => {
      const before = new Date().toISOString();
      await make().append(actor('one'), { action: 'document.shared', subject: 'document-1', detail: ['everyone'] });

      const { entries, next } = await make().list('one', 10);

      expect(entries).toEqual([
        {
          id: expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
          at: expect.any(String) as string,
          actor: 'ann',
          action: 'document.shared',
          subject: 'document-1',
          detail: ['everyone'],
          correlationId: 'correlation-1',
        },
      ]);
      expect((entries[0]?.at ?? '') >= before).toBe(true);
      expect(next).toBeUndefined();
    });

    it('pages from the newest to the oldest, each entry once', async () => {
      for (let n = 1; n <= 5; n += 1) {
        await make().append(actor('two'), { action: 'document.deleted', subject: `document-${n}` });
        // The order within one millisecond is nobody's business.
        const at = Date.now();
        while (Date.now() === at);
      }
      const subjects: string[] = [];
      let after: string | undefined;
      do {
        const page = await make().list('two', 2, after);
        subjects.push(...page.entries.map(({ subject }) => subject));
        after = page.next;
      } while (after !== undefined);
      expect(subjects).toEqual(['document-5', 'document-4', 'document-3', 'document-2', 'document-1']);
    });

    it("shows no tenant another's entries", async () => {
      await make().append(actor('three'), { action: 'key.made', subject: 'key-1' });
      expect((await make().list('thre', 10)).entries).toEqual([]);
      expect((await make().list('three', 10)).entries).toHaveLength(1);
    });

    it('has no way to change or take away an entry', () => {
      const log = make();
      const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(log));
      expect(methods.toSorted()).toEqual(['append', 'constructor', 'list', 'prepare']);
    });
  });
}
