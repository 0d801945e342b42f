import type { DocumentView, Problem } from '@shared/contracts';
import { UploadKeys } from '../src/ports/upload-keys.port.js';
import { setDocumentStage } from './support/documents.js';
import { ALICE, BOB, formOf } from './support/ingestion.js';

describe('uploads with an Idempotency-Key', () => {
  const stage = setDocumentStage();

  const send = (key: string, text: string, { asker = ALICE, name = 'a.txt', fields = {}, to = '' } = {}) =>
    stage.ingestion.ask<Omit<DocumentView, 'status'> & Pick<Problem, 'code'>>(
      asker,
      to === '' ? 'POST' : 'PUT',
      to,
      formOf([[name, text]], fields),
      {
        'idempotency-key': key,
      },
    );

  it('answers the same upload as before, and does nothing twice', async () => {
    const first = await send('key-1', 'Sent twice.');
    await stage.ingestion.settled(ALICE, first.body.id);
    const again = await send('key-1', 'Sent twice.');

    expect([first.status, again.status]).toEqual([202, 202]);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(again.body).toMatchObject({ id: first.body.id, status: 'ready', version: 1 });
    expect(again.headers.get('location')).toBe(`/api/documents/${first.body.id}`);
  });

  it.each([
    ['another text', 'Other words.', {}],
    ['another name', 'The first words.', { name: 'b.txt' }],
    ['another field', 'The first words.', { fields: { title: 'Another' } }],
  ])('refuses the same key with %s', async (what, text, more) => {
    await send(`reused ${what}`.replaceAll(' ', '-'), 'The first words.');

    const reply = await send(`reused ${what}`.replaceAll(' ', '-'), text, more);

    expect(reply).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  });

  it('knows whose key it is', async () => {
    const [alice, bob] = [await send('shared-word', 'Of alice.'), await send('shared-word', 'Of bob.', { asker: BOB })];

    expect([alice.status, bob.status]).toEqual([202, 202]);
  });

  it('makes one document of several at once', async () => {
    const replies = await Promise.all([1, 2, 3, 4].map(() => send('at-once', 'All at the same moment.')));

    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect(replies.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(3);
  });

  it('does not bring an older version back when a new version is sent twice', async () => {
    const { body } = await send('first-one', 'Version one.');
    await stage.ingestion.settled(ALICE, body.id);
    const two = await send('second', 'Version two.', { to: `/${body.id}/content` });
    await stage.ingestion.settled(ALICE, body.id);
    await send('third', 'Version three.', { to: `/${body.id}/content` });
    await stage.ingestion.settled(ALICE, body.id);

    const late = await send('second', 'Version two.', { to: `/${body.id}/content` });

    expect(late).toMatchObject({ status: 202, body: { version: Number(two.body.version) + 1 } });
    expect((await stage.ingestion.ask(ALICE, 'GET', `/${body.id}/content`)).body).toBe('Version three.');
  });

  it('takes a key anew whose upload died, whose document is deleted, or that is a day old', async () => {
    const keys = stage.ingestion.app.get(UploadKeys);
    const owner = { tenantId: 'local', userId: ALICE.userId };
    const at = (ms: number) => new Date(Date.now() - ms).toISOString();
    await keys.begin(owner, 'died', { fingerprint: 'x', outcome: null, startedAt: at(31_000) });
    const outcome = { documentIds: ['gone-document'], isSeveral: false, isNew: true };
    await keys.begin(owner, 'deleted', { fingerprint: 'x', outcome, startedAt: at(1_000) });
    const { body } = await send('kept', 'Kept for a day.');
    await keys.begin(owner, 'old', {
      fingerprint: 'x',
      outcome: { ...outcome, documentIds: [body.id] },
      startedAt: at(24 * 3_600_000 + 1_000),
    });

    for (const key of ['died', 'deleted', 'old'])
      expect(await send(key, `Taken with the key ${key}.`)).toMatchObject({ status: 202 });
  });

  it('says so when the first upload does not end', async () => {
    const first = await send('measured', 'Never ends.');
    const keys = stage.ingestion.app.get(UploadKeys);
    const owner = { tenantId: 'local', userId: ALICE.userId };
    const record = await keys.find(owner, 'measured');
    await keys.finish(owner, 'busy', {
      fingerprint: record?.fingerprint ?? '',
      outcome: null,
      startedAt: new Date().toISOString(),
    });

    expect(first.status).toBe(202);
    expect(await send('busy', 'Never ends.')).toMatchObject({ status: 409, body: { code: 'idempotency_key_busy' } });
  });

  it('keeps no key of an upload that was refused', async () => {
    expect(await send('refused', '')).toMatchObject({ status: 400, body: { code: 'file_empty' } });
    expect(await send('refused', 'Better now.')).toMatchObject({ status: 202 });
  });

  it('refuses a key that is none', async () => {
    expect(await send('x'.repeat(256), 'Too long a key.')).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    });
    expect(await send('two words', 'A blank in it.')).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });

  it('forgets what is older than asked', async () => {
    const keys = stage.ingestion.app.get(UploadKeys);
    const owner = { tenantId: 'expiring', userId: 'alice' };
    await keys.begin(owner, 'k', { fingerprint: 'x', outcome: null, startedAt: '2026-01-01T00:00:00.000Z' });
    const before = new Date('2026-01-02T00:00:00.000Z');

    expect(await keys.expire(before, true)).toBe(1);
    expect(await keys.expire(before, false)).toBe(1);
    expect(await keys.find(owner, 'k')).toBeUndefined();
  });
});
