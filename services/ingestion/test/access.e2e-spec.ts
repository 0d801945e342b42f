import { AuditLog } from '@shared/audit';
import type { DocumentCheckResult, DocumentView, Page } from '@shared/contracts';
import { setDocumentStage } from './support/documents.js';
import { ADMIN, ALICE, BOB, formOf, READER, type Asker } from './support/ingestion.js';
import { until } from './support/until.js';

/** Who may see a document, who may change it, and what stays on record of it. */
describe('access to documents', () => {
  const stage = setDocumentStage();
  const { taken, passagesOf, check } = stage;

  it('shows a document to those it is shared with, from that moment and no longer', async () => {
    const { id } = await taken(ALICE, 'shared.txt', 'For the sales people.');
    const sees = async (asker: Asker): Promise<boolean> => (await check(asker, id, 1)).length === 1;
    expect([await sees(ALICE), await sees(BOB), await sees(ADMIN)]).toEqual([true, false, false]);
    expect((await stage.ingestion.ask(BOB, 'GET', `/${id}`)).status).toBe(404);

    const shared = await stage.ingestion.ask<DocumentView>(ALICE, 'PATCH', `/${id}`, {
      visibleTo: ['group:sales'],
      title: 'Sales only',
    });
    expect(shared.body).toMatchObject({ visibleTo: ['group:sales'], title: 'Sales only' });
    expect([await sees(BOB), await sees(READER)]).toEqual([true, false]);
    expect((await stage.ingestion.ask<Page<DocumentView>>(BOB, 'GET', '')).body.items.map((item) => item.id)).toContain(
      id,
    );
    await until(async () => (await passagesOf(id)).every(({ title }) => title === 'Sales only'));

    await stage.ingestion.ask(ALICE, 'PATCH', `/${id}`, { visibleTo: [] });
    expect(await sees(BOB)).toBe(false);
    expect(
      (await stage.ingestion.ask<Page<DocumentView>>(BOB, 'GET', '')).body.items.map((item) => item.id),
    ).not.toContain(id);
  });

  it('lets readers read and not change, and administrators manage and not read', async () => {
    const { id } = await taken(ALICE, 'everyone.txt', 'For everyone to read.', { visibleTo: 'everyone' });

    expect((await stage.ingestion.ask(BOB, 'GET', `/${id}/content`)).body).toBe('For everyone to read.');
    expect(await stage.ingestion.ask(BOB, 'DELETE', `/${id}`)).toMatchObject({
      status: 403,
      body: { code: 'not_allowed' },
    });

    await stage.ingestion.ask(ALICE, 'PATCH', `/${id}`, { visibleTo: [] });
    expect((await stage.ingestion.ask(ADMIN, 'GET', `/${id}`)).status).toBe(200);
    expect((await stage.ingestion.ask(ADMIN, 'GET', `/${id}/content`)).status).toBe(404);
    expect((await stage.ingestion.ask(ADMIN, 'GET', `/${id}/text`)).status).toBe(404);
  });

  it('lets administrators share and delete any document, and change nothing else of it', async () => {
    const { id } = await taken(ALICE, 'managed.txt', 'Kept by Alice.');
    const refused = { status: 403, body: { code: 'not_allowed' } };

    expect(await stage.ingestion.ask(ADMIN, 'PATCH', `/${id}`, { title: 'Mine' })).toMatchObject(refused);
    expect(await stage.ingestion.ask(ADMIN, 'PATCH', `/${id}`, { visibleTo: [], tags: ['mine'] })).toMatchObject(
      refused,
    );
    expect(await stage.ingestion.ask(ADMIN, 'POST', `/${id}/retry`)).toMatchObject(refused);
    expect(await stage.ingestion.ask(ADMIN, 'PUT', `/${id}/content`, formOf([['mine.txt', 'Mine.']]))).toMatchObject(
      refused,
    );
    expect(await stage.ingestion.ask(ADMIN, 'PATCH', `/${id}`, { visibleTo: ['user:bob'] })).toMatchObject({
      status: 200,
    });
    expect((await stage.ingestion.ask(BOB, 'GET', `/${id}/content`)).body).toBe('Kept by Alice.');
    expect(await stage.ingestion.ask(ADMIN, 'DELETE', `/${id}`)).toMatchObject({ status: 204 });
  });

  it.each(['user:', 'group:a|b', 'everyone else', 'user:a b', 'role:admin', 'user:ünal', ''])(
    'shares with nobody called "%s"',
    async (principal) => {
      const { id } = await taken(ALICE, 'principals.txt', `Shared with care, not with "${principal}".`);
      expect(await stage.ingestion.ask(ALICE, 'PATCH', `/${id}`, { visibleTo: [principal] })).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    },
  );

  it('says of documents without a version which may be read, whatever their version', async () => {
    const { id } = await taken(ALICE, 'old-answers.txt', 'Cited long ago.');
    const readable = async (asker: Asker) =>
      (await stage.ingestion.ask<DocumentCheckResult>(asker, 'POST', '/check', { documents: [{ documentId: id }] }))
        .body.visible.length;
    expect([await readable(ALICE), await readable(BOB), await readable(ADMIN)]).toEqual([1, 0, 0]);
  });

  it('puts on record who uploaded, shared, renamed, replaced and deleted, and no content', async () => {
    const keeper: Asker = { userId: 'keeper', roles: ['contributor'] };
    const { id } = await taken(keeper, 'record.txt', 'Only the keeper knows.', { visibleTo: 'user:bob' });
    await stage.ingestion.upload(keeper, 'again.txt', 'Only the keeper knows.');
    await stage.ingestion.ask(keeper, 'PATCH', `/${id}`, { title: 'A telling title', visibleTo: ['everyone'] });
    await stage.ingestion.ask(keeper, 'PUT', `/${id}/content`, formOf([['record-2.txt', 'Nobody knows.']]));
    await stage.ingestion.ask(keeper, 'DELETE', `/${id}`);

    const { entries } = await stage.ingestion.app.get(AuditLog).list('local', 100);

    const own = entries.filter(({ actor }) => actor === 'keeper').reverse();
    expect(own.map(({ action, subject, detail }) => [action, subject === id, detail])).toEqual([
      ['document.uploaded', true, ['user:bob']],
      ['document.shared', true, ['everyone']],
      ['document.renamed', true, undefined],
      ['document.replaced', true, undefined],
      ['document.deleted', true, undefined],
    ]);
    expect(JSON.stringify(own)).not.toMatch(/telling|record|keeper knows/);
  });

  it('hands out and erases the documents of one person, and takes their name off those of others', async () => {
    const eve: Asker = { userId: 'eve', roles: ['contributor'] };
    const own = await taken(eve, 'of-eve.txt', 'This is of Eve.');
    const shared = await taken(ALICE, 'for-eve.txt', 'For Eve and Bob.', { visibleTo: '["user:eve","user:bob"]' });
    const data = async (asker: Asker, method: string) => {
      const reply = await fetch(`${stage.ingestion.url}/internal/admin/users/eve/data`, {
        method,
        headers: await stage.ingestion.assertion(asker),
      });
      return { status: reply.status, body: await reply.text() };
    };
    for (const method of ['GET', 'DELETE']) expect((await data(eve, method)).status).toBe(403);

    const lines = (await data(ADMIN, 'GET')).body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([{ kind: 'document', id: own.id, fileName: 'of-eve.txt' }]);

    expect(JSON.parse((await data(ADMIN, 'DELETE')).body)).toEqual({ documents: 1, shares: 1 });
    expect((await stage.ingestion.ask(eve, 'GET', `/${own.id}`)).status).toBe(404);
    expect((await stage.ingestion.ask<DocumentView>(ALICE, 'GET', `/${shared.id}`)).body.visibleTo).toEqual([
      'user:bob',
    ]);
    expect(JSON.parse((await data(ADMIN, 'DELETE')).body)).toEqual({ documents: 0, shares: 0 });
    expect((await data(ADMIN, 'GET')).body).toBe('');
  });
});
