import type { DocumentView, Page } from '@shared/contracts';
import { quantile } from '../evals/speed/quantile.ts';
import { newDataDir, removeDataDir, startProduct } from '../tools/client/own-product.ts';
import { uploadTogether } from '../tools/client/upload.ts';

/** Documents in the catalog: first a few, then as many as a page must not feel. */
const FEW = 200;
const MANY = 10_000;
/** Files in one form, the most that one takes, and documents in one page of the list. */
const A_FORM = 100;
const A_PAGE = 50;
/** Times each page is asked for; before that a few times unmeasured. */
const ASKED = 30;
const WARM_UP = 5;
/** How much dearer than a page of the small catalog one of the large may be. A page that is read from the front would be 50 times so. */
const BAR = 2;

interface PageCost {
  readonly place: 'first' | 'middle' | 'last';
  readonly documents: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface CatalogReport {
  readonly costs: readonly PageCost[];
  /** The dearest page of the large catalog in those of the small one's first, by their medians. */
  readonly ratio: number;
  readonly passed: boolean;
}

/** What a page of the list costs while the catalog grows. Nothing is read or embedded meanwhile: there is no worker. */
export async function runCatalog(say: (line: string) => void): Promise<CatalogReport> {
  const dataDir = await newDataDir();
  try {
    const product = await startProduct(dataDir, { INGESTION_ROLE: 'api', QUEUE_MAX_DEPTH: '1' });
    try {
      const costs: PageCost[] = [];
      let documents = 0;
      for (const wanted of [FEW, MANY]) {
        for (; documents < wanted; documents += A_FORM) await uploadForm(product.url, documents);
        say(`${documents} documents are there.`);
        costs.push(...(await measure(product.url, documents)));
      }
      const [first] = costs;
      const dearest = Math.max(...costs.filter(({ documents: of }) => of === MANY).map(({ p50Ms }) => p50Ms));
      const ratio = dearest / (first?.p50Ms ?? 0);
      return { costs, ratio, passed: ratio <= BAR };
    } finally {
      await product.stop();
    }
  } finally {
    await removeDataDir(dataDir);
  }
}

async function uploadForm(url: string, from: number): Promise<void> {
  const texts = Array.from({ length: A_FORM }, (_, i) => ({
    name: `${from + i}.txt`,
    content: `Note number ${from + i} of many.`,
  }));
  const { rejected } = await uploadTogether(url, texts);
  if (rejected.length > 0) throw new Error(`Not taken: ${rejected[0]?.message}`);
}

/** Walks the list once, for the cursors, and then asks for three of its pages again and again. */
async function measure(url: string, documents: number): Promise<PageCost[]> {
  const cursors: string[] = [''];
  for (let next: string | null = ''; next !== null;) {
    ({ nextCursor: next } = await page(url, next));
    if (next !== null) cursors.push(next);
  }
  const places = { first: '', middle: cursors[Math.floor(cursors.length / 2)] ?? '', last: cursors.at(-1) ?? '' };
  const costs: PageCost[] = [];
  for (const [place, cursor] of Object.entries(places)) {
    const ms: number[] = [];
    for (let i = -WARM_UP; i < ASKED; i += 1) {
      const startedAt = performance.now();
      const { items } = await page(url, cursor);
      if (items.length !== A_PAGE) throw new Error(`A page has ${items.length} documents`);
      if (i >= 0) ms.push(performance.now() - startedAt);
    }
    ms.sort((a, b) => a - b);
    const [p50Ms, p95Ms] = [quantile(ms, 0.5), quantile(ms, 0.95)];
    costs.push({ place: place as PageCost['place'], documents, p50Ms, p95Ms });
  }
  return costs;
}

async function page(url: string, cursor: string): Promise<Page<DocumentView>> {
  const reply = await fetch(`${url}/api/documents?limit=${A_PAGE}${cursor === '' ? '' : `&cursor=${cursor}`}`);
  if (!reply.ok) throw new Error(`The list answers ${reply.status}`);
  return (await reply.json()) as Page<DocumentView>;
}

/** The figures, for a person. */
export const catalogLines = ({ costs, ratio, passed }: CatalogReport): string[] => [
  ...costs.map(
    ({ place, documents, p50Ms, p95Ms }) =>
      `${place.padEnd(6)} page of ${String(documents).padStart(6)} documents: p50 ${p50Ms.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms`,
  ),
  `the dearest page of the large catalog: ${ratio.toFixed(1)} x the first of the small (bar ${BAR} x: ${passed ? 'passed' : 'MISSED'})`,
];
