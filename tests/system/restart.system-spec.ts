import type { DocumentView } from '@shared/contracts';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from '../../tools/client/own-product.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { identityOf } from '../../tools/process/identity.ts';
import { until } from '../../tools/process/until.ts';
import { pdfOf } from '../support/documents.ts';
import { childrenOf, type ChildName } from './processes.ts';
import { benefits, FACTS } from './the-documents.ts';

const SERVICES = ['ingestion', 'chat', 'gateway'] as const;
const QUESTION = { message: 'How much does the Falcon plan pay for eye care?' };
/** What was acknowledged this long before a hard kill is kept; issue 1. Azurite writes what it holds every few seconds. */
const KEPT_AFTER_MS = 10_000;
/** A killed service is back within this; the first pause is 0.5 s. */
const BACK_MS = 30_000;
/** A job whose worker was killed is taken up again once its lease has run out. */
const TAKEN_UP_MS = 100_000;
const START_MS = 200_000;

/** The product through restarts, orderly and not, on one data folder. */
describe('the product after a restart', () => {
  let dataDir: string;
  let product: OwnProduct;
  let groundwork: Groundwork;
  let document: DocumentView;
  let conversationId: string;
  let acknowledgedAt: number;

  const start = async (): Promise<void> => {
    product = await startProduct(dataDir);
    groundwork = new Groundwork(product.url);
  };
  const kill = (...names: readonly ChildName[]): void => {
    const children = childrenOf(dataDir);
    for (const name of names) process.kill(children[name] ?? 0, 'SIGKILL');
  };
  const timesBack = (name: string): number => product.lines.filter((line) => line === `${name} is back.`).length;

  /** Documents, conversation and answers are all there. */
  const expectAllThere = async (): Promise<void> => {
    expect(await groundwork.document(document.id)).toMatchObject({
      status: 'ready',
      title: document.title,
      passages: document.passages,
    });
    const { messages } = await groundwork.conversation(conversationId);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(messages[1]?.text).toContain('340 euros');
    const answer = await groundwork.ask(QUESTION);
    expect(answer.citations[0]).toMatchObject({ documentId: document.id, page: 2 });
    expect(answer.citations.some(({ quote }) => FACTS.eye.includes(quote) || quote.includes(FACTS.eye))).toBe(true);
  };

  beforeAll(async () => {
    dataDir = await newDataDir();
    await start();
    const { id } = await upload(product.url, inMemory('benefits.pdf', await benefits()));
    document = await groundwork.settled(id);
    ({ conversationId } = await groundwork.ask(QUESTION));
    acknowledgedAt = performance.now();
  }, START_MS);

  afterAll(async () => {
    await product.stop();
    await removeDataDir(dataDir);
  });

  it(
    'keeps documents and conversations',
    async () => {
      expect(await product.stop()).toBe(0);

      await start();

      await expectAllThere();
    },
    START_MS,
  );

  it(
    'refuses a second start on the same folder, and the first goes on',
    async () => {
      await expect(startProduct(dataDir)).rejects.toThrow(`in use by another Groundwork (process ${product.pid})`);

      await expectAllThere();
    },
    START_MS,
  );

  it(
    'refuses a port that is taken',
    async () => {
      const other = await newDataDir();

      await expect(startProduct(other, { GATEWAY_PORT: new URL(product.url).port })).rejects.toThrow(
        /Port \d+ is already taken/,
      );
      await removeDataDir(other);
    },
    START_MS,
  );

  it(
    'starts killed services again, each on its port',
    async () => {
      kill(...SERVICES);

      expect(await until(() => SERVICES.every((name) => timesBack(name) === 1), { deadlineMs: BACK_MS })).toBe(true);
      expect(await until(() => isWell(product.url), { deadlineMs: BACK_MS })).toBe(true);

      await expectAllThere();
    },
    START_MS,
  );

  it(
    'finishes, once, the document whose worker was killed',
    async () => {
      const pages = Array.from(
        { length: 150 },
        (_, i) => `Page ${i + 1}. The keyword of this page is quokka${i + 1}. ${'Plain words follow. '.repeat(60)}`,
      );
      const { id } = await upload(product.url, inMemory('long.pdf', await pdfOf(pages)));
      const before = timesBack('ingestion');

      await until(async () => (await groundwork.document(id)).status !== 'queued', {
        deadlineMs: BACK_MS,
        everyMs: 10,
      });
      kill('ingestion');
      expect(await until(() => timesBack('ingestion') > before, { deadlineMs: BACK_MS })).toBe(true);

      const isReady = async (): Promise<boolean> => (await stateOf(groundwork, id))?.status === 'ready';
      expect(await until(isReady, { deadlineMs: TAKEN_UP_MS, everyMs: 200 })).toBe(true);
      const { items } = await groundwork.search({ query: 'quokka150', mode: 'keyword', documentIds: [id] });
      expect(items.map(({ page }) => page)).toEqual([150]);
    },
    START_MS,
  );

  it(
    'comes back from a kill of everything, with what was acknowledged ten seconds before',
    async () => {
      await until(() => performance.now() - acknowledgedAt >= KEPT_AFTER_MS, { deadlineMs: 2 * KEPT_AFTER_MS });
      const children = Object.values(childrenOf(dataDir));
      for (const pid of [product.pid, ...children]) process.kill(pid, 'SIGKILL');
      expect(await until(() => !children.some((pid) => identityOf(pid)), { deadlineMs: BACK_MS })).toBe(true);

      await start();

      await expectAllThere();
    },
    START_MS,
  );

  it(
    'leaves nothing running when its launcher is killed, and the next start takes over',
    async () => {
      const children = Object.values(childrenOf(dataDir));
      process.kill(product.pid, 'SIGKILL');

      await start();

      expect(children.filter((pid) => identityOf(pid))).toEqual([]);
      await expectAllThere();
    },
    START_MS,
  );
});

async function isWell(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Undefined while the service that knows it is away. */
const stateOf = (groundwork: Groundwork, id: string): Promise<DocumentView | undefined> =>
  groundwork.document(id).catch(() => undefined);
