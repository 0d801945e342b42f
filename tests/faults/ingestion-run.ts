import { setTimeout as pause } from 'node:timers/promises';
import { Groundwork, isSettled } from '../../tools/client/groundwork.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { newDataDir, removeDataDir, startProduct } from '../../tools/client/own-product.ts';
import { passagesIn, type Passages } from './passages-in.ts';
import { examined, type Examined } from './examined.ts';
import { WorkerHerd } from './worker-herd.ts';

/** What the run is to be. */
export interface FaultPlan {
  readonly documents: number;
  readonly workers: number;
  /** Between two kills, in milliseconds; each kills one worker by chance. */
  readonly killEveryMs: number;
  /** Kills in all. Absent: no end. */
  readonly mostKills?: number;
  /** Share of the calls, in per cent. */
  readonly modelThrottledPercent: number;
  readonly indexFaultPercent: number;
  /** Longest that a run may take, in milliseconds. */
  readonly deadlineMs: number;
}

export interface FaultReport {
  readonly passed: boolean;
  readonly documents: number;
  readonly ready: number;
  readonly failed: number;
  readonly passages: number;
  readonly expectedPassages: number;
  /** Passages of the undisturbed run that are not there; or there and not in it; or there twice. */
  readonly missing: number;
  readonly foreign: number;
  readonly doubled: number;
  readonly kills: number;
  readonly modelThrottled: number;
  readonly indexFaults: number;
  readonly doctor: Examined;
  readonly seconds: number;
}

/** A small text of its own: one to four passages. */
const textOf = (n: number): string =>
  Array.from(
    { length: 1 + (n % 4) },
    (_, part) => `Part ${part} of paper ${n}. ${`The keyword of paper ${n} is quokka${n}x${part}. `.repeat(30)}`,
  ).join('\n\n');

/** Takes the same documents in twice, once in peace and once while workers are killed and services falter, and compares. */
export async function runIngestionFaults(plan: FaultPlan, say: (line: string) => void): Promise<FaultReport> {
  say(`${plan.documents} documents in peace ...`);
  const calm = await run({ ...plan, killEveryMs: 0, modelThrottledPercent: 0, indexFaultPercent: 0 }, say);
  say(
    `The same with ${plan.workers} workers, one killed every ${plan.killEveryMs / 1_000} s, 429 to ${plan.modelThrottledPercent} % of the model's calls and 503 or 207 to ${plan.indexFaultPercent} % of the index's ...`,
  );
  const wild = await run(plan, say);
  const missing = [...calm.passages.keys()].filter((key) => !wild.passages.has(key)).length;
  const foreign = [...wild.passages.keys()].filter((key) => !calm.passages.has(key)).length;
  const doubled = [...wild.passages.values()].filter((times) => times > 1).length;
  const { passages, ...rest } = wild;
  return {
    passed:
      calm.ready === plan.documents &&
      wild.ready === plan.documents &&
      missing + foreign + doubled === 0 &&
      wild.kills > 0 &&
      wild.modelThrottled > 0 &&
      wild.indexFaults > 0 &&
      wild.doctor.troubles === 0,
    documents: plan.documents,
    ...rest,
    passages: sum(passages),
    expectedPassages: sum(calm.passages),
    missing,
    foreign,
    doubled,
  };
}

const sum = (passages: Passages): number => [...passages.values()].reduce((a, b) => a + b, 0);

async function run(plan: FaultPlan, say: (line: string) => void) {
  const began = performance.now();
  const dataDir = await newDataDir();
  const product = await startProduct(dataDir, { INGESTION_ROLE: 'api' });
  const herd = await WorkerHerd.start(dataDir, plan.workers);
  try {
    const struck = await herd.orderFaults(plan.modelThrottledPercent, plan.indexFaultPercent);
    const ids: string[] = [];
    for (let n = 0; n < plan.documents; n += 1) {
      ids.push((await upload(product.url, inMemory(`paper-${n}.txt`, Buffer.from(textOf(n))))).id);
      // There is work to be killed in the middle of, however fast the workers are.
      if (n === Math.floor(plan.documents / 2) && plan.killEveryMs > 0) herd.harass(plan.killEveryMs, plan.mostKills);
    }
    const groundwork = new Groundwork(product.url);
    const open = new Set(ids);
    const failed = new Set<string>();
    const deadline = performance.now() + plan.deadlineMs;
    while (open.size > 0 && performance.now() < deadline) {
      for (const id of open) {
        const view = await groundwork.document(id);
        if (!isSettled(view)) break;
        open.delete(id);
        if (view.status === 'failed') failed.add(id);
      }
      await pause(200);
    }
    say(
      `  ${ids.length - open.size} of ${ids.length} ended after ${((performance.now() - began) / 1_000).toFixed(0)} s.`,
    );
    await herd.stopHarassing();
    const { modelThrottled, indexFaults } = await struck();
    await herd.untilQuiet();
    return {
      ready: ids.length - open.size - failed.size,
      failed: failed.size,
      passages: await passagesIn(herd.stores),
      doctor: await examined(herd.environment),
      kills: herd.kills,
      modelThrottled,
      indexFaults,
      seconds: Math.round((performance.now() - began) / 1_000),
    };
  } finally {
    await herd.stop();
    await product.stop();
    await removeDataDir(dataDir);
  }
}
