import { AuditLog } from '@shared/audit';
import type { DocumentCheckResult, DocumentText, DocumentView, Page, UploadResult } from '@shared/contracts';
import type { PassageRow } from '@shared/passages';
import { passageClient, passageIndexName } from '@shared/passages';
import { handbookDocx, pdfOf, PRICES_HTML } from './support/files.js';
import {
  ADMIN,
  ALICE,
  BOB,
  formOf,
  READER,
  startIngestion,
  startLocalAzure,
  type Asker,
  type TestAzure,
  type TestIngestion,
} from './support/ingestion.js';
import { paragraph, presentationOf, shape, textRow, workbookOf } from './support/office.js';

/** The life of a document, over HTTP and on the real wire of every store. */
describe('documents', () => {
  let azure: TestAzure;
  let ingestion: TestIngestion;

  beforeAll(async () => {
    azure = await startLocalAzure();
    ingestion = await startIngestion(azure);
  }, 60_000);
  afterAll(async () => {
    await ingestion?.stop();
    await azure?.stop();
  });

  /** Uploads and waits. */
  const taken = async (
    asker: Asker,
    fileName: string,
    content: string | Uint8Array,
    fields?: Record<string, string>,
  ): Promise<DocumentView> => {
    const { status, body } = await ingestion.upload(asker, fileName, content, fields);
    expect(status).toBe(202);
    return ingestion.settled(asker, body.id);
  };

  /** What the index holds of a document, in reading order. */
  const passagesOf = async (id: string): Promise<PassageRow[]> => {
    const client = passageClient({ url: azure.url, apiKey: azure.apiKey }, passageIndexName('local-hashed', 256));
    const reply = await client.search('*', { filter: `documentId eq '${id}'`, orderBy: ['ordinal asc'] });
    const rows: PassageRow[] = [];
    for await (const { document } of reply.results) rows.push(document);
    return rows;
  };

  const until = async (claim: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 10_000;
    while (!(await claim())) {
      if (Date.now() > deadline) throw new Error('Not so within 10 s');
      await new Promise((next) => setTimeout(next, 25));
    }
  };

  const check = async (asker: Asker, documentId: string, version: number): Promise<DocumentCheckResult['visible']> =>
    (await ingestion.ask<DocumentCheckResult>(asker, 'POST', '/check', { documents: [{ documentId, version }] })).body
      .visible;

  it('takes a PDF in, page by page', async () => {
    const upload = await ingestion.upload(
      ALICE,
      'Rules.pdf',
      await pdfOf(['Lunch is at noon.', '', 'Parking costs nothing.']),
    );
    expect(upload.headers.get('location')).toBe(`/api/documents/${upload.body.id}`);
    expect(upload.body).toMatchObject({
      title: 'Rules',
      fileName: 'Rules.pdf',
      mediaType: 'application/pdf',
      status: 'queued',
      version: 1,
    });

    const document = await ingestion.settled(ALICE, upload.body.id);
    expect(document).toMatchObject({ status: 'ready', progress: 1, failure: null, pages: 3, passages: 2 });

    const passages = await passagesOf(document.id);
    expect(passages.map(({ id, page, content }) => [id, page, content])).toEqual([
      [`${document.id}-1-0`, 1, 'Lunch is at noon.'],
      [`${document.id}-1-1`, 3, 'Parking costs nothing.'],
    ]);
    const { body } = await ingestion.ask<DocumentText>(ALICE, 'GET', `/${document.id}/text`);
    for (const { start, end, content } of passages) expect(body.text.slice(start, end)).toBe(content);
  });

  it.each([
    [
      'a workbook',
      'Fees.xlsx',
      workbookOf([{ name: 'Parking', rows: textRow(1, 'Place', 'Fee') + textRow(2, 'Garage', '12 euros') }]),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      [['Parking', null, null, 'Parking\nPlace | Fee\nPlace: Garage | Fee: 12 euros']],
    ],
    [
      'a presentation',
      'Fees.pptx',
      presentationOf([{ title: 'Parking', shapes: shape(paragraph('The garage costs 12 euros.')) }, { notes: 'Bye.' }]),
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      [
        ['Parking', 1, null, 'Parking\nThe garage costs 12 euros.'],
        [null, 2, null, 'Notes: Bye.'],
      ],
    ],
    [
      'a web page',
      'Fees.html',
      PRICES_HTML,
      'text/html',
      [['Prices > Parking', null, null, 'Prices\nParking\nPlace | Fee\nGarage | 12 euros']],
    ],
    [
      'comma-separated values',
      'Fees.csv',
      'Place,Fee\nGarage,12 euros\n',
      'text/csv',
      [[null, null, 1, 'Place | Fee\nPlace: Garage | Fee: 12 euros']],
    ],
  ])('takes %s in with its places', async (_, fileName, content, mediaType, expected) => {
    const document = await taken(ALICE, fileName, content);

    expect(document).toMatchObject({ status: 'ready', mediaType });
    const passages = await passagesOf(document.id);
    expect(passages.map(({ heading, page, lineStart, content: text }) => [heading, page, lineStart, text])).toEqual(
      expected,
    );
    const { body } = await ingestion.ask<DocumentText>(ALICE, 'GET', `/${document.id}/text`);
    for (const { start, end, content: text } of passages) expect(body.text.slice(start, end)).toBe(text);
    const file = await ingestion.ask(ALICE, 'GET', `/${document.id}/content`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('keeps tags in one form, lists by them, and changes them in the index too', async () => {
    const first = await taken(ALICE, 'tagged.txt', 'A tagged text.', { tags: 'Law, Human  Resources,law' });
    const other = await taken(ALICE, 'other.txt', 'Another tagged text.', { tags: '["law"]' });
    expect(first.tags).toEqual(['law', 'human resources']);

    const listed = async (asker: Asker, tag: string) =>
      (await ingestion.ask<Page<DocumentView>>(asker, 'GET', `?tag=${encodeURIComponent(tag)}`)).body.items.map(
        ({ id }) => id,
      );
    expect(await listed(ALICE, 'LAW')).toEqual([other.id, first.id]);
    expect(await listed(BOB, 'law')).toEqual([]);
    expect((await passagesOf(first.id)).map(({ tags }) => tags)).toEqual([['law', 'human resources']]);

    const changed = await ingestion.ask<DocumentView>(ALICE, 'PATCH', `/${first.id}`, { tags: ['Tax'] });
    expect(changed.body.tags).toEqual(['tax']);
    expect([await listed(ALICE, 'law'), await listed(ALICE, 'tax')]).toEqual([[other.id], [first.id]]);
    await until(async () => (await passagesOf(first.id))[0]?.tags.join() === 'tax');
  });

  it.each([['x'.repeat(51)], ['a|b'], ['[1]'], [Array.from({ length: 21 }, (_, i) => i).join()]])(
    'refuses the tags %p and keeps nothing',
    async (tags) => {
      const { status, body } = await ingestion.upload(ALICE, 'bad-tags.txt', `Tagged with ${tags}`, { tags });

      expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      expect(JSON.stringify(body)).toContain('tags: ');
    },
  );

  it('says which pages had no text, and in which language the others are', async () => {
    const page =
      'Parking at the office costs nothing for everybody who comes to work by bicycle or on foot every day of the week.';
    const document = await taken(ALICE, 'scan.pdf', await pdfOf([page, '', `${page} ${page}`, '']));

    expect(document).toMatchObject({ status: 'ready', pages: 4, pagesWithoutText: [2, 4], language: 'eng' });
    expect((await passagesOf(document.id)).map(({ language }) => language)).toEqual(['eng', 'eng']);
  });

  it('takes a Word document in with its headings, its table and its footnote', async () => {
    const { id } = await taken(ALICE, 'Handbook.docx', await handbookDocx());

    const passages = await passagesOf(id);
    expect(passages.map(({ heading, content }) => [heading, content])).toEqual([
      ['Benefits > Dental', 'Benefits\nDental\nTwo checks a year are paid.\n- Cleaning'],
      ['Benefits > Costs', 'Costs\nPlan | Fee\nBasic | 12 euros\n- Counted from the first day at work.'],
    ]);
  });

  it('takes UTF-16 text in, with its line numbers', async () => {
    const text = `\uFEFF${'Erste Zeile\n'.repeat(2)}Übermaß ist schädlich.`;
    const { id } = await taken(ALICE, 'Notiz.txt', Buffer.from(text, 'utf16le'));

    const [passage] = await passagesOf(id);
    expect(passage).toMatchObject({
      content: 'Erste Zeile\nErste Zeile\nÜbermaß ist schädlich.',
      lineStart: 1,
      lineEnd: 3,
      page: null,
    });
  });

  it('reads fields that stand behind the file, and names that are not ASCII', async () => {
    const { body } = await ingestion.upload(ALICE, 'Größe.txt', 'The size of it.', {
      title: ' Sizes ',
      visibleTo: 'group:sales, user:carol',
    });

    expect(body).toMatchObject({ title: 'Sizes', fileName: 'Größe.txt', visibleTo: ['group:sales', 'user:carol'] });
  });

  it('recognises content that its owner has uploaded before, and nobody else has', async () => {
    const first = await ingestion.upload(ALICE, 'one.txt', 'The very same words.');
    const again = await ingestion.upload(ALICE, 'two.txt', 'The very same words.');
    const others = await ingestion.upload(BOB, 'one.txt', 'The very same words.');

    expect([first.status, again.status, others.status]).toEqual([202, 200, 202]);
    expect(again.body.id).toBe(first.body.id);
    expect(others.body.id).not.toBe(first.body.id);
  });

  it('makes one document of two equal uploads at once', async () => {
    const replies = await Promise.all(
      [1, 2, 3].map(() => ingestion.upload(ALICE, 'twin.txt', 'Sent three times at once.')),
    );

    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 202]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
  });

  it('tells every stage over server-sent events, ends after the last, and never goes back', async () => {
    const { body } = await ingestion.upload(ALICE, 'stages.txt', 'One stage after the other.');

    const { body: stream, headers } = await ingestion.ask<string>(ALICE, 'GET', `/${body.id}/events`);

    expect(headers.get('content-type')).toContain('text/event-stream');
    expect(headers.get('x-accel-buffering')).toBe('no');
    const views = [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(String(data)) as DocumentView);
    expect(views.at(-1)).toMatchObject({ id: body.id, status: 'ready', progress: 1 });
    const progress = views.map((view) => view.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('lists what a caller may see, newest first, page by page', async () => {
    const owner: Asker = { userId: 'lister', roles: ['contributor'] };
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4, 5]) ids.unshift((await ingestion.upload(owner, `${n}.txt`, `Number ${n}.`)).body.id);

    const first = await ingestion.ask<Page<DocumentView>>(owner, 'GET', '?limit=2');
    const second = await ingestion.ask<Page<DocumentView>>(owner, 'GET', `?limit=2&cursor=${first.body.nextCursor}`);
    const third = await ingestion.ask<Page<DocumentView>>(owner, 'GET', `?limit=2&cursor=${second.body.nextCursor}`);

    expect([first, second, third].flatMap(({ body }) => body.items.map(({ id }) => id))).toEqual(ids);
    expect(third.body.nextCursor).toBeNull();
    expect(
      (await ingestion.ask<Page<DocumentView>>({ userId: 'stranger', roles: ['reader'] }, 'GET', '')).body.items,
    ).toEqual([]);
  });

  it('shows a document to those it is shared with, from that moment and no longer', async () => {
    const { id } = await taken(ALICE, 'shared.txt', 'For the sales people.');
    const sees = async (asker: Asker): Promise<boolean> => (await check(asker, id, 1)).length === 1;
    expect([await sees(ALICE), await sees(BOB), await sees(ADMIN)]).toEqual([true, false, false]);
    expect((await ingestion.ask(BOB, 'GET', `/${id}`)).status).toBe(404);

    const shared = await ingestion.ask<DocumentView>(ALICE, 'PATCH', `/${id}`, {
      visibleTo: ['group:sales'],
      title: 'Sales only',
    });
    expect(shared.body).toMatchObject({ visibleTo: ['group:sales'], title: 'Sales only' });
    expect([await sees(BOB), await sees(READER)]).toEqual([true, false]);
    expect((await ingestion.ask<Page<DocumentView>>(BOB, 'GET', '')).body.items.map((item) => item.id)).toContain(id);
    await until(async () => (await passagesOf(id)).every(({ title }) => title === 'Sales only'));

    await ingestion.ask(ALICE, 'PATCH', `/${id}`, { visibleTo: [] });
    expect(await sees(BOB)).toBe(false);
    expect((await ingestion.ask<Page<DocumentView>>(BOB, 'GET', '')).body.items.map((item) => item.id)).not.toContain(
      id,
    );
  });

  it('lets readers read and not change, and administrators manage and not read', async () => {
    const { id } = await taken(ALICE, 'everyone.txt', 'For everyone to read.', { visibleTo: 'everyone' });

    expect((await ingestion.ask(BOB, 'GET', `/${id}/content`)).body).toBe('For everyone to read.');
    expect(await ingestion.ask(BOB, 'DELETE', `/${id}`)).toMatchObject({ status: 403, body: { code: 'not_allowed' } });

    await ingestion.ask(ALICE, 'PATCH', `/${id}`, { visibleTo: [] });
    expect((await ingestion.ask(ADMIN, 'GET', `/${id}`)).status).toBe(200);
    expect((await ingestion.ask(ADMIN, 'GET', `/${id}/content`)).status).toBe(404);
    expect((await ingestion.ask(ADMIN, 'GET', `/${id}/text`)).status).toBe(404);
  });

  it('lets administrators share and delete any document, and change nothing else of it', async () => {
    const { id } = await taken(ALICE, 'managed.txt', 'Kept by Alice.');
    const refused = { status: 403, body: { code: 'not_allowed' } };

    expect(await ingestion.ask(ADMIN, 'PATCH', `/${id}`, { title: 'Mine' })).toMatchObject(refused);
    expect(await ingestion.ask(ADMIN, 'PATCH', `/${id}`, { visibleTo: [], tags: ['mine'] })).toMatchObject(refused);
    expect(await ingestion.ask(ADMIN, 'POST', `/${id}/retry`)).toMatchObject(refused);
    expect(await ingestion.ask(ADMIN, 'PUT', `/${id}/content`, formOf([['mine.txt', 'Mine.']]))).toMatchObject(refused);
    expect(await ingestion.ask(ADMIN, 'PATCH', `/${id}`, { visibleTo: ['user:bob'] })).toMatchObject({ status: 200 });
    expect((await ingestion.ask(BOB, 'GET', `/${id}/content`)).body).toBe('Kept by Alice.');
    expect(await ingestion.ask(ADMIN, 'DELETE', `/${id}`)).toMatchObject({ status: 204 });
  });

  it.each(['user:', 'group:a|b', 'everyone else', 'user:a b', 'role:admin', 'user:ünal', ''])(
    'shares with nobody called "%s"',
    async (principal) => {
      const { id } = await taken(ALICE, 'principals.txt', `Shared with care, not with "${principal}".`);
      expect(await ingestion.ask(ALICE, 'PATCH', `/${id}`, { visibleTo: [principal] })).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    },
  );

  it('says of documents without a version which may be read, whatever their version', async () => {
    const { id } = await taken(ALICE, 'old-answers.txt', 'Cited long ago.');
    const readable = async (asker: Asker) =>
      (await ingestion.ask<DocumentCheckResult>(asker, 'POST', '/check', { documents: [{ documentId: id }] })).body
        .visible.length;
    expect([await readable(ALICE), await readable(BOB), await readable(ADMIN)]).toEqual([1, 0, 0]);
  });

  it('puts on record who uploaded, shared, renamed, replaced and deleted, and no content', async () => {
    const keeper: Asker = { userId: 'keeper', roles: ['contributor'] };
    const { id } = await taken(keeper, 'record.txt', 'Only the keeper knows.', { visibleTo: 'user:bob' });
    await ingestion.upload(keeper, 'again.txt', 'Only the keeper knows.');
    await ingestion.ask(keeper, 'PATCH', `/${id}`, { title: 'A telling title', visibleTo: ['everyone'] });
    await ingestion.ask(keeper, 'PUT', `/${id}/content`, formOf([['record-2.txt', 'Nobody knows.']]));
    await ingestion.ask(keeper, 'DELETE', `/${id}`);

    const { entries } = await ingestion.app.get(AuditLog).list('local', 100);

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
      const reply = await fetch(`${ingestion.url}/internal/admin/users/eve/data`, {
        method,
        headers: await ingestion.assertion(asker),
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
    expect((await ingestion.ask(eve, 'GET', `/${own.id}`)).status).toBe(404);
    expect((await ingestion.ask<DocumentView>(ALICE, 'GET', `/${shared.id}`)).body.visibleTo).toEqual(['user:bob']);
    expect(JSON.parse((await data(ADMIN, 'DELETE')).body)).toEqual({ documents: 0, shares: 0 });
    expect((await data(ADMIN, 'GET')).body).toBe('');
  });

  it('hands the file out whole and in parts, as nothing a browser would run', async () => {
    const { id } = await taken(ALICE, 'a "strange" näme.txt', '0123456789');

    const whole = await ingestion.ask<string>(ALICE, 'GET', `/${id}/content`);
    expect(whole).toMatchObject({ status: 200, body: '0123456789' });
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    expect(whole.headers.get('content-disposition')).toBe(
      `inline; filename="a _strange_ n_me.txt"; filename*=UTF-8''a%20%22strange%22%20n%C3%A4me.txt`,
    );
    const part = await ingestion.ask<string>(ALICE, 'GET', `/${id}/content`, undefined, { range: 'bytes=3-5' });
    expect(part).toMatchObject({ status: 206, body: '345' });
    expect(part.headers.get('content-range')).toBe('bytes 3-5/10');
    const beyond = await ingestion.ask(ALICE, 'GET', `/${id}/content`, undefined, { range: 'bytes=10-' });
    expect(beyond).toMatchObject({ status: 416, body: { code: 'range_not_satisfiable' } });
  });

  it('answers from the old version until the new one is ready, and from nothing of the old one after', async () => {
    const { id } = await taken(ALICE, 'plan.txt', 'The fee is four euros.');
    expect(await check(ALICE, id, 1)).toHaveLength(1);

    const put = await ingestion.ask<DocumentView>(
      ALICE,
      'PUT',
      `/${id}/content`,
      formOf([['plan-2.txt', 'The fee is five euros.']]),
    );
    expect(put).toMatchObject({ status: 202, body: { id, version: 2, fileName: 'plan-2.txt' } });
    expect(await ingestion.settled(ALICE, id)).toMatchObject({ status: 'ready', version: 2, passages: 1 });

    expect(await check(ALICE, id, 1)).toEqual([]);
    expect(await check(ALICE, id, 2)).toMatchObject([{ fileName: 'plan-2.txt' }]);
    await until(async () => (await passagesOf(id)).length === 1);
    expect((await passagesOf(id)).map(({ content }) => content)).toEqual(['The fee is five euros.']);
    const same = await ingestion.ask<DocumentView>(
      ALICE,
      'PUT',
      `/${id}/content`,
      formOf([['plan-3.txt', 'The fee is five euros.']]),
    );
    expect(same).toMatchObject({ status: 200, body: { version: 2 } });
  });

  it('goes on answering from the old version when the new one fails, and tries it again when asked', async () => {
    const { id } = await taken(ALICE, 'stable.txt', 'Still true.');

    await ingestion.ask(ALICE, 'PUT', `/${id}/content`, formOf([['broken.pdf', '%PDF-1.4 broken']]));
    expect(await ingestion.settled(ALICE, id)).toMatchObject({
      status: 'failed',
      version: 2,
      failure: { code: 'pdf_corrupt' },
    });

    expect(await check(ALICE, id, 1)).toHaveLength(1);
    expect((await ingestion.ask(ALICE, 'GET', `/${id}/content`)).body).toBe('Still true.');
    const retry = await ingestion.ask<DocumentView>(ALICE, 'POST', `/${id}/retry`);
    expect(retry).toMatchObject({ status: 202, body: { status: 'queued', failure: null } });
    expect(await ingestion.settled(ALICE, id)).toMatchObject({ status: 'failed', failure: { code: 'pdf_corrupt' } });
  });

  it('is gone for everyone the moment it is deleted, and from every store soon after', async () => {
    const { id } = await taken(ALICE, 'gone.txt', 'Forget this.', { visibleTo: 'everyone' });

    expect((await ingestion.ask(ALICE, 'DELETE', `/${id}`)).status).toBe(204);

    expect(await check(BOB, id, 1)).toEqual([]);
    expect((await ingestion.ask(ALICE, 'GET', `/${id}`)).status).toBe(404);
    expect((await ingestion.ask(ALICE, 'DELETE', `/${id}`)).status).toBe(404);
    await until(async () => (await passagesOf(id)).length === 0);
    const again = await ingestion.upload(ALICE, 'gone.txt', 'Forget this.');
    expect(again.status).toBe(202);
    expect(again.body.id).not.toBe(id);
  });

  it('answers several known files with 200', async () => {
    await ingestion.upload(ALICE, 'k.txt', 'Known already.');

    const { status, body } = await ingestion.ask<UploadResult>(
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
});
