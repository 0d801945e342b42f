import type { DocumentView, Page } from '@shared/contracts';
import { invertUlid, table } from '@shared/storage';
import { listedFor } from '../src/adapters/catalog-entries.js';
import { toEntity } from '../src/adapters/row-entity.js';
import { rowOf } from '../src/ports/document-catalog.contract.js';
import type { DocumentRow } from '../src/ports/document-row.js';
import { countTables, type CountingTables, type TableTraffic } from './support/counting-tables.js';
import {
  ADMIN,
  ALICE,
  BOB,
  startIngestion,
  startLocalAzure,
  type Asker,
  type TestAzure,
  type TestIngestion,
} from './support/ingestion.js';

const MANY = 10_000;
const FEW = 100;
const LIMIT = 50;

/** Ids in the order in which they were made: ULIDs are base 32, of which digits are a part. */
const idOf = (n: number): string => `01KAAAAAAAAAAAAAAAAA${String(n).padStart(6, '0')}`;

describe('the list of documents', () => {
  let azure: TestAzure;
  let ingestion: TestIngestion;
  let tables: CountingTables;

  beforeAll(async () => {
    azure = await startLocalAzure();
    tables = await countTables(azure.table);
    ingestion = await startIngestion(azure, { STORAGE_TABLE_URL: tables.url, INGESTION_ROLE: 'api' });
    const row = (n: number, ownerId: string) => rowOf(idOf(n), { tenantId: 'local', ownerId, tags: ['note'] });
    await fill([
      ...Array.from({ length: MANY }, (_, n) => row(n, ALICE.userId)),
      ...Array.from({ length: FEW }, (_, n) => row(MANY + n, BOB.userId)),
    ]);
  }, 180_000);
  afterAll(async () => {
    await ingestion?.stop();
    await tables?.stop();
    await azure?.stop();
  });

  /** As the catalog would enter them, a hundred at once. */
  async function fill(rows: readonly DocumentRow[]): Promise<void> {
    const client = table({ tableUrl: azure.table, accountKey: azure.accountKey }, 'documents');
    const entities = rows.flatMap((row) => [
      { ...toEntity(row) },
      ...listedFor(row).map((partitionKey) => ({ partitionKey, rowKey: invertUlid(row.id), kind: 'listing' })),
    ]);
    for (const ofOnePartition of Map.groupBy(entities, ({ partitionKey }) => partitionKey).values())
      for (let at = 0; at < ofOnePartition.length; at += 100)
        await client.submitTransaction(ofOnePartition.slice(at, at + 100).map((entity) => ['create', entity]));
  }

  const cursorBehind = (n: number): string => Buffer.from(idOf(n)).toString('base64url');
  async function costOf(asker: Asker, query: string): Promise<{ traffic: TableTraffic; page: Page<DocumentView> }> {
    let page: Page<DocumentView> = { items: [], nextCursor: null };
    const traffic = await tables.during(async () => {
      page = (await ingestion.ask<Page<DocumentView>>(asker, 'GET', `?limit=${LIMIT}${query}`)).body;
    });
    return { traffic, page };
  }

  // Newest first: behind document 5,000 comes 4,999. Two principals, `user:alice` and `everyone`, each a list with one
  // request for one row more than the page, of which the second has none; and a request with its row for each document.
  it.each([
    ['first', '', 9_999, { requests: 2 + 50, rows: 51 + 50 }],
    ['middle', `&cursor=${cursorBehind(5_000)}`, 4_999, { requests: 2 + 50, rows: 51 + 50 }],
    ['last', `&cursor=${cursorBehind(50)}`, 49, { requests: 2 + 50, rows: 50 + 50 }],
    ['first with a tag', '&tag=note', 9_999, { requests: 2 + 50, rows: 51 + 50 }],
    ['middle with a tag', `&tag=note&cursor=${cursorBehind(5_000)}`, 4_999, { requests: 2 + 50, rows: 51 + 50 }],
  ])('costs the same on its %s page of 10,000', async (_, query, first, cost) => {
    const { traffic, page } = await costOf(ALICE, query);

    expect(page.items.map(({ id }) => id)).toEqual(Array.from({ length: LIMIT }, (__, i) => idOf(first - i)));
    expect(page.nextCursor === null).toBe(first === 49);
    expect(traffic).toEqual(cost);
  });

  it('costs whoever has a hundred documents as much: three principals, and the same page', async () => {
    const { traffic, page } = await costOf(BOB, '');

    expect(page.items[0]?.id).toBe(idOf(MANY + FEW - 1));
    expect(traffic).toEqual({ requests: 3 + 50, rows: 51 + 50 }); // user:bob, group:sales, everyone
  });

  it('costs an administrator, who sees all of them, less', async () => {
    const { traffic } = await costOf(ADMIN, `&cursor=${cursorBehind(5_000)}`);

    expect(traffic).toEqual({ requests: 1 + 50, rows: 51 + 50 });
  });
});
