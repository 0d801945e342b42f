import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DocumentView, Problem } from '@shared/contracts';
import { Readiness } from '@shared/http';
import { ASSERTION_HEADER } from '@shared/identity';
import { Document, Packer, Paragraph } from 'docx';
import { DocumentCatalog } from '../src/ports/document-catalog.port.js';
import { DocumentStore } from '../src/ports/document-store.port.js';
import { IngestionQueue } from '../src/ports/ingestion-queue.port.js';
import { UploadKeys } from '../src/ports/upload-keys.port.js';
import { MAX_TRIES } from '../src/work/ingestion-worker.js';
import { order } from './support/faults.js';
import { pdfOf } from './support/files.js';
import {
  ALICE,
  formOf,
  READER,
  startIngestion,
  startLocalAzure,
  type Reply,
  type TestAzure,
  type TestIngestion,
} from './support/ingestion.js';
import { until } from './support/until.js';

type Answer = Pick<Reply<Partial<Problem>>, 'status' | 'body'>;

const MIB = 1024 * 1024;
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

/**
 * docs/errors.md against the running service: each code that the table says ingestion answers is provoked over HTTP, and
 * each reason for which a document can fail by an upload. A row without a case here, or a case without a row, is red.
 */
describe('every refusal', () => {
  let azure: TestAzure;
  let ingestion: TestIngestion;
  let folder: string;
  let tables: { answers: Map<string, string>; failures: string[] };
  const settings = { UPLOAD_MAX_BYTES: '100000', DOCUMENT_MAX_PAGES: '3', DOCUMENT_MAX_INFLATED_BYTES: String(MIB) };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-refusals-'));
    tables = read(await readFile(resolve('docs/errors.md'), 'utf8'));
    azure = await startLocalAzure();
    ingestion = await startIngestion(azure, settings);
  }, 60_000);
  afterAll(async () => {
    await ingestion?.stop();
    await azure?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (method: string, path: string, body?: FormData | object | string, headers?: Record<string, string>) =>
    ingestion.ask<Partial<Problem>>(ALICE, method, path, body, headers);
  const send = (content: string | Uint8Array, headers?: Record<string, string>) =>
    ask('POST', '', formOf([['a.txt', content]]), headers);
  const taken = async (text: string): Promise<DocumentView> => {
    const { body } = await ingestion.upload(ALICE, 'a.txt', text);
    return ingestion.settled(ALICE, body.id);
  };
  const plain = async (path: string, init?: RequestInit): Promise<Answer> => {
    const reply = await fetch(`${ingestion.url}${path}`, init);
    return { status: reply.status, body: (await reply.json()) as Partial<Problem> };
  };

  /** By code: makes the service answer it. */
  const answers: Record<string, () => Promise<Answer>> = {
    body_too_large: () => ask('PATCH', '/some-document', { title: 'x'.repeat(2 * MIB) }),
    document_busy: async () => {
      const { id } = await taken('Two people have a new version of this.');
      // The first is given its version number, and its file comes so late that the second's is entered before.
      const slow = await slowPut(`${ingestion.url}/internal/documents/${id}/content`, await assertionOf(ingestion));
      await until(async () => ((await stored(id))?.row.lastVersion ?? 0) === 2);
      expect((await ask('PUT', `/${id}/content`, formOf([['b.txt', 'The later one.']]))).status).toBe(202);
      return slow.finish('The earlier one.');
    },
    dependency_unavailable: async () => {
      // Nobody listens there any more.
      const doomed = await startLocalAzure();
      const alone = await startIngestion(doomed, { INGESTION_ROLE: 'api' });
      await doomed.stop();
      try {
        return await alone.ask<Partial<Problem>>(ALICE, 'GET', '/some-document');
      } finally {
        await alone.stop();
      }
    },
    document_missing: () => ask('GET', '/unknown-document'),
    document_not_failed: async () => ask('POST', `/${(await taken('Nothing wrong with it.')).id}/retry`),
    document_not_ready: async () => ask('GET', `/${(await taken('%PDF-1.4 broken')).id}/text`),
    file_empty: () => send(''),
    file_lost: async () => {
      const { id } = await taken('This file will be gone.');
      await ingestion.app.get(DocumentStore).remove('local', id);
      return ask('GET', `/${id}/content`);
    },
    file_missing: () => ask('POST', '', new FormData()),
    file_too_large: () => send('x'.repeat(100_001)),
    file_type_unsupported: () => send(png),
    http_error: () => plain('/internal/documents/%zz'),
    idempotency_key_busy: async () => {
      await send('The first one never ends.', { 'idempotency-key': 'measured' });
      const keys = ingestion.app.get(UploadKeys);
      const owner = { tenantId: 'local', userId: ALICE.userId };
      const fingerprint = (await keys.find(owner, 'measured'))?.fingerprint ?? '';
      await keys.finish(owner, 'busy', { fingerprint, outcome: null, startedAt: new Date().toISOString() });
      return send('The first one never ends.', { 'idempotency-key': 'busy' });
    },
    idempotency_key_reused: async () => {
      await send('The first words.', { 'idempotency-key': 'used' });
      return send('Other words.', { 'idempotency-key': 'used' });
    },
    internal: async () => {
      const catalog = ingestion.app.get(DocumentCatalog);
      const find = jest.spyOn(catalog, 'find').mockRejectedValueOnce(new Error('password=hunter2'));
      const reply = await ask('GET', '/some-document');
      find.mockRestore();
      expect(JSON.stringify(reply.body)).not.toContain('hunter2');
      return reply;
    },
    invalid_input: () => ask('GET', '?limit=0'),
    malformed_json: () => ask('PATCH', '/some-document', '{"title":', { 'content-type': 'application/json' }),
    malware_found: async () => ask('GET', `/${(await harmful()).id}/content`),
    not_allowed: () => ingestion.ask<Partial<Problem>>(READER, 'POST', '', formOf([['a.txt', 'hello']])),
    not_identified: () => plain('/internal/documents'),
    not_ready: async () => {
      const readiness = ingestion.app.get(Readiness);
      const reachable = jest.spyOn(readiness, 'isReachable').mockResolvedValue(false);
      const reply = await plain('/health/ready'); // it has never been reachable: nobody has asked before
      reachable.mockRestore();
      return reply;
    },
    range_not_satisfiable: async () =>
      ask('GET', `/${(await taken('0123456789')).id}/content`, undefined, { range: 'bytes=10-' }),
    route_not_found: () => plain('/internal/nothing-here'),
    unsupported_media_type: () => ask('PATCH', '/some-document', 'title', { 'content-type': 'text/csv' }),
    upload_malformed: () => ask('POST', '', { file: 'hello' }),
  };

  /** By code: the document that ends with it. */
  const failures: Record<string, () => Promise<DocumentView>> = {
    document_inflates_too_large: async () =>
      fails(await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('x'.repeat(2 * MIB))] }] }))),
    document_no_text: () => fails('   \n\t\n  '),
    document_too_long: async () => fails(await pdfOf(['one', 'two', 'three', 'four'])),
    docx_corrupt: () => fails(Buffer.concat([emptyZip(), Buffer.from('word/document.xml')])),
    docx_encrypted: () => fails(encryptedOffice()),
    pptx_corrupt: () => fails(Buffer.concat([emptyZip(), Buffer.from('ppt/presentation.xml')])),
    pptx_encrypted: () => fails(encryptedOffice(), 'file.pptx'),
    xlsx_corrupt: () => fails(Buffer.concat([emptyZip(), Buffer.from('xl/workbook.xml')])),
    xlsx_encrypted: () => fails(encryptedOffice(), 'file.xlsx'),
    extraction_failed: async () => {
      const dying = join(folder, 'dying-child.mjs');
      await writeFile(dying, `process.on('message', () => process.exit(3)); process.send({ type: 'up' });`);
      return alone({}, 'The reader of this one dies.', pathToFileURL(dying));
    },
    // The least that may be set is less than a child takes with its libraries.
    extraction_out_of_memory: () =>
      alone({ EXTRACT_MAX_RSS_BYTES: String(128 * MIB) }, 'A line of text.\n'.repeat(MIB)),
    extraction_timed_out: () => alone({ EXTRACT_MAX_SECONDS: '1' }, 'This sentence is one of many. '.repeat(MIB)),
    indexing_refused: async () => {
      const fault = { kind: 'partial', status: 400, everyNth: 1 };
      await order(azure, { service: 'search', operation: 'index-documents', count: 1, fault });
      return fails('The index does not take this one.');
    },
    ingestion_gave_up: async () => {
      await ingestion.stop();
      const api = await startIngestion(azure, { ...settings, INGESTION_ROLE: 'api' });
      const { body } = await api.upload(ALICE, 'a.txt', 'Five workers died over this one.');
      const queue = api.app.get(IngestionQueue);
      for (let tries = 0; tries < MAX_TRIES;) {
        const work = await queue.take();
        if (work?.item.documentId === body.id) tries += 1;
        await work?.handBack(0);
      }
      await api.stop();
      ingestion = await startIngestion(azure, settings);
      return ingestion.settled(ALICE, body.id);
    },
    malware_found: () => harmful(),
    ocr_refused: async () => {
      const fault = { kind: 'status', status: 400 };
      await order(azure, { service: 'document-intelligence', operation: 'analyze', count: 1, fault });
      return alone(
        { DOCUMENT_INTELLIGENCE_URL: azure.url, DOCUMENT_INTELLIGENCE_API_KEY: azure.apiKey },
        await pdfOf(['']),
      );
    },
    pdf_corrupt: () => fails('%PDF-1.4\nthis is no longer a document'),
    pdf_encrypted: async () => fails(await pdfOf(['secret'], { userPassword: 'hunter2' })),
    // A zero is in no text but UTF-16 and UTF-32, and this has an odd number of bytes.
    text_encoding_unknown: () => fails(Buffer.from('Some words of a text.\0And more.')),
  };

  it('has a case for every row of the tables, and no other', () => {
    expect(Object.keys(answers).toSorted()).toEqual([...tables.answers.keys()].toSorted());
    expect(Object.keys(failures).toSorted()).toEqual(tables.failures.toSorted());
  });

  // In this order: that the service was never ready can be seen only before anybody asks.
  it.each(Object.keys(answers).toSorted((a, b) => Number(b === 'not_ready') - Number(a === 'not_ready')))(
    'answers %s',
    async (code) => {
      const { status, body } = (await answers[code]?.()) ?? { status: 0, body: {} };

      expect({ status, code: body.code }).toEqual({ status: body.status, code });
      const told = tables.answers.get(code);
      expect(told === '4xx' ? Math.floor(status / 100) : String(status)).toBe(told === '4xx' ? 4 : told);
      expect(body.detail?.length).toBeGreaterThan(code === 'http_error' ? 0 : 20);
      expect(body.instance).toBeTruthy();
    },
    60_000,
  );

  it.each(Object.keys(failures))(
    'lets a document fail with %s',
    async (code) => {
      const document = await failures[code]?.();

      expect(document).toMatchObject({ status: 'failed', failure: { code } });
      expect(document?.failure?.message.length).toBeGreaterThan(20);
    },
    60_000,
  );

  const stored = (id: string) => ingestion.app.get(DocumentCatalog).find('local', id);

  /** Uploads and waits for how it ends. */
  async function fails(content: string | Uint8Array, fileName = 'file'): Promise<DocumentView> {
    const { status, body } = await ingestion.upload(ALICE, fileName, content);
    expect(status).toBe(202);
    return ingestion.settled(ALICE, body.id);
  }

  /** A document of which a scanner says that it does harm. */
  async function harmful(): Promise<DocumentView> {
    const scanner = createServer((scanned, verdict) => {
      scanned.resume().on('end', () => verdict.end(JSON.stringify({ clean: false })));
    });
    await new Promise<void>((listening) => scanner.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(scanner.address() as AddressInfo).port}/`;
    try {
      return await alone({ MALWARE_SCAN_URL: url }, 'Something harmful.');
    } finally {
      scanner.closeAllConnections();
      scanner.close();
    }
  }

  /** The same with a service of its own, alone at the queue. */
  async function alone(
    own: Record<string, string>,
    content: string | Uint8Array,
    childScript?: URL,
  ): Promise<DocumentView> {
    await ingestion.stop();
    const other = await startIngestion(azure, own, childScript);
    try {
      const { body } = await other.upload(ALICE, 'file.txt', content);
      return await other.settled(ALICE, body.id, 40_000);
    } finally {
      await other.stop();
      ingestion = await startIngestion(azure, settings);
    }
  }
});

/** Codes that ingestion answers, with their status, and reasons for which a document fails. What is said at start is no answer. */
function read(markdown: string): { answers: Map<string, string>; failures: string[] } {
  const [first = '', second = ''] = markdown.split('## Failed documents');
  const rows = [...first.matchAll(/^\| `([a-z_]+)` +\| (\d{3}|4xx) +\| ([^|]+)\|/gm)];
  const ours = rows.filter(([, , , where = '']) => /\b(all|ingestion)\b/.test(where) && !where.includes('at start'));
  return {
    answers: new Map(ours.map(([, code = '', status = '']) => [code, status])),
    failures: Array.from(second.matchAll(/^\| `([a-z_]+)`/gm), ([, code = '']) => code),
  };
}

/** Who asks, as the gateway would say it: taken from a request of the test client. */
async function assertionOf(ingestion: TestIngestion): Promise<string> {
  let seen = '';
  const original = globalThis.fetch;
  const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    seen = new Headers(init?.headers).get(ASSERTION_HEADER) ?? '';
    return original(input, init);
  });
  await ingestion.ask(ALICE, 'GET', '');
  spy.mockRestore();
  return seen;
}

/** Begins an upload and leaves its file open. */
async function slowPut(url: string, assertion: string): Promise<{ finish: (text: string) => Promise<Answer> }> {
  const call = request(url, {
    method: 'PUT',
    headers: { [ASSERTION_HEADER]: assertion, 'content-type': 'multipart/form-data; boundary=b' },
  });
  const answered = new Promise<Answer>((done, failed) => {
    call.once('error', failed);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => done({ status: response.statusCode ?? 0, body: JSON.parse(text) as Partial<Problem> }));
    });
  });
  call.write('--b\r\ncontent-disposition: form-data; name="file"; filename="slow.txt"\r\n\r\n');
  return {
    finish: (text) => {
      call.end(`${text}\r\n--b--\r\n`);
      return answered;
    },
  };
}

const emptyZip = (): Buffer =>
  Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(40), Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);

/** What Office makes of a document under a password: a compound file with one stream of this name. */
const encryptedOffice = (): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    Buffer.from('EncryptedPackage', 'utf16le'),
    Buffer.alloc(512),
  ]);
