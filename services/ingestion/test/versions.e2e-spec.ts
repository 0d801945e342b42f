import type { DocumentView } from '@shared/contracts';
import { setDocumentStage } from './support/documents.js';
import { ALICE, BOB, formOf } from './support/ingestion.js';
import { until } from './support/until.js';

/** A document whose content is replaced or deleted, in every store. */
describe('versions of a document', () => {
  const stage = setDocumentStage();
  const { taken, passagesOf, check } = stage;

  it('answers from the old version until the new one is ready, and from nothing of the old one after', async () => {
    const { id } = await taken(ALICE, 'plan.txt', 'The fee is four euros.');
    expect(await check(ALICE, id, 1)).toHaveLength(1);

    const put = await stage.ingestion.ask<DocumentView>(
      ALICE,
      'PUT',
      `/${id}/content`,
      formOf([['plan-2.txt', 'The fee is five euros.']]),
    );
    expect(put).toMatchObject({ status: 202, body: { id, version: 2, fileName: 'plan-2.txt' } });
    expect(await stage.ingestion.settled(ALICE, id)).toMatchObject({ status: 'ready', version: 2, passages: 1 });

    expect(await check(ALICE, id, 1)).toEqual([]);
    expect(await check(ALICE, id, 2)).toMatchObject([{ fileName: 'plan-2.txt' }]);
    await until(async () => (await passagesOf(id)).length === 1);
    expect((await passagesOf(id)).map(({ content }) => content)).toEqual(['The fee is five euros.']);
    const same = await stage.ingestion.ask<DocumentView>(
      ALICE,
      'PUT',
      `/${id}/content`,
      formOf([['plan-3.txt', 'The fee is five euros.']]),
    );
    expect(same).toMatchObject({ status: 200, body: { version: 2 } });
  });

  it('goes on answering from the old version when the new one fails, and tries it again when asked', async () => {
    const { id } = await taken(ALICE, 'stable.txt', 'Still true.');

    await stage.ingestion.ask(ALICE, 'PUT', `/${id}/content`, formOf([['broken.pdf', '%PDF-1.4 broken']]));
    expect(await stage.ingestion.settled(ALICE, id)).toMatchObject({
      status: 'failed',
      version: 2,
      failure: { code: 'pdf_corrupt' },
    });

    expect(await check(ALICE, id, 1)).toHaveLength(1);
    expect((await stage.ingestion.ask(ALICE, 'GET', `/${id}/content`)).body).toBe('Still true.');
    const retry = await stage.ingestion.ask<DocumentView>(ALICE, 'POST', `/${id}/retry`);
    expect(retry).toMatchObject({ status: 202, body: { status: 'queued', failure: null } });
    expect(await stage.ingestion.settled(ALICE, id)).toMatchObject({
      status: 'failed',
      failure: { code: 'pdf_corrupt' },
    });
  });

  it('is gone for everyone the moment it is deleted, and from every store soon after', async () => {
    const { id } = await taken(ALICE, 'gone.txt', 'Forget this.', { visibleTo: 'everyone' });

    expect((await stage.ingestion.ask(ALICE, 'DELETE', `/${id}`)).status).toBe(204);

    expect(await check(BOB, id, 1)).toEqual([]);
    expect((await stage.ingestion.ask(ALICE, 'GET', `/${id}`)).status).toBe(404);
    expect((await stage.ingestion.ask(ALICE, 'DELETE', `/${id}`)).status).toBe(404);
    await until(async () => (await passagesOf(id)).length === 0);
    const again = await stage.ingestion.upload(ALICE, 'gone.txt', 'Forget this.');
    expect(again.status).toBe(202);
    expect(again.body.id).not.toBe(id);
  });
});
