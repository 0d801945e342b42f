import type { DocumentView, Page, UploadResult } from '@shared/contracts';
import { setDocumentStage } from './support/documents.js';
import { ALICE, BOB, formOf, type Asker } from './support/ingestion.js';
import { until } from './support/until.js';

/** The life of a document, over HTTP and on the real wire of every store. */
describe('documents', () => {
  const stage = setDocumentStage();
  const { taken, passagesOf } = stage;

  it('reads fields that stand behind the file, and names that are not ASCII', async () => {
    const { body } = await stage.ingestion.upload(ALICE, 'Größe.txt', 'The size of it.', {
      title: ' Sizes ',
      visibleTo: 'group:sales, user:carol',
    });

    expect(body).toMatchObject({ title: 'Sizes', fileName: 'Größe.txt', visibleTo: ['group:sales', 'user:carol'] });
  });

  it('recognises content that its owner has uploaded before, and nobody else has', async () => {
    const first = await stage.ingestion.upload(ALICE, 'one.txt', 'The very same words.');
    const again = await stage.ingestion.upload(ALICE, 'two.txt', 'The very same words.');
    const others = await stage.ingestion.upload(BOB, 'one.txt', 'The very same words.');

    expect([first.status, again.status, others.status]).toEqual([202, 200, 202]);
    expect(again.body.id).toBe(first.body.id);
    expect(others.body.id).not.toBe(first.body.id);
  });

  it('makes one document of two equal uploads at once', async () => {
    const replies = await Promise.all(
      [1, 2, 3].map(() => stage.ingestion.upload(ALICE, 'twin.txt', 'Sent three times at once.')),
    );

    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
  });

  it('tells every stage over server-sent events, ends after the last, and never goes back', async () => {
    const { body } = await stage.ingestion.upload(ALICE, 'stages.txt', 'One stage after the other.');

    const { body: stream, headers } = await stage.ingestion.ask<string>(ALICE, 'GET', `/${body.id}/events`);

    expect(headers.get('content-type')).toContain('text/event-stream');
    expect(headers.get('x-accel-buffering')).toBe('no');
    const views = [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(String(data)) as DocumentView);
    expect(views.at(-1)).toMatchObject({ id: body.id, status: 'ready', progress: 1 });
    const progress = views.map((view) => view.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('answers several known files with 200', async () => {
    await stage.ingestion.upload(ALICE, 'k.txt', 'Known already.');

    const { status, body } = await stage.ingestion.ask<UploadResult>(
      ALICE,
      'POST',
      '',
      formOf([
        ['k.txt', 'Known already.'],
        ['l.txt', 'Known already.'],
      ]),
    );

    expect(status).toBe(200);
    expect(body.documents).toHaveLength(2);
    expect(body.rejected).toEqual([]);
  });

  it('keeps tags in one form, lists by them, and changes them in the index too', async () => {
    const first = await taken(ALICE, 'tagged.txt', 'A tagged text.', { tags: 'Law, Human  Resources,law' });
    const other = await taken(ALICE, 'other.txt', 'Another tagged text.', { tags: '["law"]' });
    expect(first.tags).toEqual(['law', 'human resources']);

    const listed = async (asker: Asker, tag: string) =>
      (await stage.ingestion.ask<Page<DocumentView>>(asker, 'GET', `?tag=${encodeURIComponent(tag)}`)).body.items.map(
        ({ id }) => id,
      );
    expect(await listed(ALICE, 'LAW')).toEqual([other.id, first.id]);
    expect(await listed(BOB, 'law')).toEqual([]);
    expect((await passagesOf(first.id)).map(({ tags }) => tags)).toEqual([['law', 'human resources']]);

    const changed = await stage.ingestion.ask<DocumentView>(ALICE, 'PATCH', `/${first.id}`, { tags: ['Tax'] });
    expect(changed.body.tags).toEqual(['tax']);
    expect([await listed(ALICE, 'law'), await listed(ALICE, 'tax')]).toEqual([[other.id], [first.id]]);
    await until(async () => (await passagesOf(first.id))[0]?.tags.join() === 'tax');
  });

  it.each([['x'.repeat(51)], ['a|b'], ['[1]'], [Array.from({ length: 21 }, (_, i) => i).join()]])(
    'refuses the tags %p and keeps nothing',
    async (tags) => {
      const { status, body } = await stage.ingestion.upload(ALICE, 'bad-tags.txt', `Tagged with ${tags}`, { tags });

      expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      expect(JSON.stringify(body)).toContain('tags: ');
    },
  );

  it('lists what a caller may see, newest first, page by page', async () => {
    const owner: Asker = { userId: 'lister', roles: ['contributor'] };
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4, 5])
      ids.unshift((await stage.ingestion.upload(owner, `${n}.txt`, `Number ${n}.`)).body.id);

    const first = await stage.ingestion.ask<Page<DocumentView>>(owner, 'GET', '?limit=2');
    const second = await stage.ingestion.ask<Page<DocumentView>>(
      owner,
      'GET',
      `?limit=2&cursor=${first.body.nextCursor}`,
    );
    const third = await stage.ingestion.ask<Page<DocumentView>>(
      owner,
      'GET',
      `?limit=2&cursor=${second.body.nextCursor}`,
    );

    expect([first, second, third].flatMap(({ body }) => body.items.map(({ id }) => id))).toEqual(ids);
    expect(third.body.nextCursor).toBeNull();
    expect(
      (await stage.ingestion.ask<Page<DocumentView>>({ userId: 'stranger', roles: ['reader'] }, 'GET', '')).body.items,
    ).toEqual([]);
  });

  it('hands the file out whole and in parts, as nothing a browser would run', async () => {
    const { id } = await taken(ALICE, 'a "strange" näme.txt', '0123456789');

    const whole = await stage.ingestion.ask<string>(ALICE, 'GET', `/${id}/content`);
    expect(whole).toMatchObject({ status: 200, body: '0123456789' });
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    expect(whole.headers.get('content-disposition')).toBe(
      `inline; filename="a _strange_ n_me.txt"; filename*=UTF-8''a%20%22strange%22%20n%C3%A4me.txt`,
    );
    const part = await stage.ingestion.ask<string>(ALICE, 'GET', `/${id}/content`, undefined, { range: 'bytes=3-5' });
    expect(part).toMatchObject({ status: 206, body: '345' });
    expect(part.headers.get('content-range')).toBe('bytes 3-5/10');
    const beyond = await stage.ingestion.ask(ALICE, 'GET', `/${id}/content`, undefined, { range: 'bytes=10-' });
    expect(beyond).toMatchObject({ status: 416, body: { code: 'range_not_satisfiable' } });
  });
});
