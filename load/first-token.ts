import { quantile } from '../evals/speed/quantile.ts';
import type { Groundwork } from '../tools/client/groundwork.ts';
import { inMemory, upload } from '../tools/client/upload.ts';

/** Questions asked before anything is measured: connections, compiled code, caches. */
const WARM_UP = 10;
const ALONE_QUESTIONS = 50;
const USERS = 50;
/** Questions of each of them, one after the other. */
const QUESTIONS_A_USER = 4;

/** Bars of design section 6, in milliseconds. */
const ALONE_P50_MS = 25;
const TOGETHER_P95_MS = 150;

interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly worstMs: number;
}

export interface FirstTokenReport {
  readonly alone: Latencies;
  readonly together: Latencies & { readonly users: number };
  readonly passed: boolean;
}

/** Plain sentences, each with a number of its own, so that every question has one answer. */
const DOCUMENT = Array.from(
  { length: 40 },
  (_, i) => `Warehouse number ${i + 1} keeps ${(i + 1) * 7} blue crates on its upper floor.`,
);

/** Asks about a small document, alone and with many at once, and times the first word of each answer. */
export async function runFirstToken(groundwork: Groundwork): Promise<FirstTokenReport> {
  const { id } = await upload(groundwork.url, inMemory('warehouses.txt', Buffer.from(DOCUMENT.join('\n'))));
  await groundwork.settled(id);
  let asked = 0;
  const one = (): Promise<number> =>
    firstTokenMs(groundwork, `How many blue crates does warehouse number ${(asked++ % 40) + 1} keep?`);
  const several = async (count: number): Promise<number[]> => {
    const latenciesMs: number[] = [];
    for (let i = 0; i < count; i++) latenciesMs.push(await one());
    return latenciesMs;
  };

  await several(WARM_UP);
  const alone = latencies(await several(ALONE_QUESTIONS));
  const together = latencies(
    (await Promise.all(Array.from({ length: USERS }, () => several(QUESTIONS_A_USER)))).flat(),
  );
  return {
    alone,
    together: { ...together, users: USERS },
    passed: alone.p50Ms <= ALONE_P50_MS && together.p95Ms <= TOGETHER_P95_MS,
  };
}

/** Reads the answer to its end, so that the next question does not overlap with this one. */
async function firstTokenMs(groundwork: Groundwork, message: string): Promise<number> {
  const askedAt = performance.now();
  let firstMs: number | undefined;
  for await (const { type } of groundwork.stream({ message })) {
    if (type === 'text-delta') firstMs ??= performance.now() - askedAt;
  }
  if (firstMs === undefined) throw new Error('An answer came without a word.');
  return firstMs;
}

function latencies(measuredMs: readonly number[]): Latencies {
  const sorted = measuredMs.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    worstMs: sorted.at(-1) ?? 0,
  };
}

/** The figures, for a person. */
export function firstTokenLines({ alone, together }: FirstTokenReport): string[] {
  const kept = (isKept: boolean): string => (isKept ? 'passed' : 'MISSED');
  return [
    `one user, ${alone.count} questions: first word p50 ${alone.p50Ms.toFixed(1)} ms (bar ${ALONE_P50_MS} ms: ${kept(alone.p50Ms <= ALONE_P50_MS)}), p95 ${alone.p95Ms.toFixed(1)} ms, worst ${alone.worstMs.toFixed(1)} ms`,
    `${together.users} users at once, ${together.count} questions: p50 ${together.p50Ms.toFixed(1)} ms, p95 ${together.p95Ms.toFixed(1)} ms (bar ${TOGETHER_P95_MS} ms: ${kept(together.p95Ms <= TOGETHER_P95_MS)}), worst ${together.worstMs.toFixed(1)} ms`,
  ];
}
