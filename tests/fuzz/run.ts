import fc from 'fast-check';
import type { OwnProduct } from '../../tools/client/own-product.ts';
import { childrenOf } from '../system/processes.ts';
import { requestsFor, routesOf, type Description, type FuzzRequest, type KnownIds } from './requests.ts';
import { closeConnections, send } from './send.ts';
import { faultsOf } from './verdict.ts';

/** Requests under way at once. */
const CONCURRENCY = 12;
/** Requests that are made at once, over the same documents and conversations. */
const BATCH = 500;
/** Faults told in full; more are only counted. */
const MAX_TOLD = 20;

export interface FuzzReport {
  readonly seed: number;
  readonly requests: number;
  /** By route: how often each kind of status came. */
  readonly routes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What was wrong, with the request that shows it. */
  readonly faults: readonly string[];
  readonly faultCount: number;
  readonly passed: boolean;
}

/**
 * Sends random requests to every route that a running product describes, and judges every answer.
 * @param count how many. @param seed makes them the same again.
 */
export async function runFuzz(
  product: OwnProduct,
  count: number,
  seed: number,
  say: (line: string) => void,
): Promise<FuzzReport> {
  const description = (await (await fetch(`${product.url}/api/openapi.json`)).json()) as Description;
  const names = routesOf(description);
  const before = childrenOf(product.dataDir);
  const routes: Record<string, Record<string, number>> = Object.fromEntries(names.map((name) => [name, {}]));
  const faults: string[] = [];
  let faultCount = 0;
  let sent = 0;
  const secrets = [product.dataDir, process.cwd()];

  const judge = async (request: FuzzRequest): Promise<void> => {
    const { kind, found } = await outcomeOf(product.url, request, secrets);
    const counts = (routes[request.route] ??= {});
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (kind !== 'unsendable') sent += 1;
    if (found.length === 0) return;
    faultCount += 1;
    if (faults.length >= MAX_TOLD) return;
    faults.push(`${found.join(', ')}: ${shown(request)}`);
    say(faults.at(-1) ?? '');
  };

  say(`${names.length} routes, seed ${seed}`);
  // By the batch: all of them at once would hold every body in memory.
  for (let batch = 0; sent < count; batch += 1) {
    // Anew each time: requests delete, too.
    const known = await someIds(product.url);
    const queue = fc.sample(requestsFor(description, known), {
      numRuns: Math.min(BATCH, count - sent),
      seed: seed + batch,
    });
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        for (let next = queue.pop(); next; next = queue.pop()) await judge(next);
      }),
    );
    say(`${sent} requests, ${faultCount} faults`);
  }
  closeConnections();

  const ready = await fetch(`${product.url}/health/ready`);
  if (!ready.ok) faults.push(`not ready at the end: ${ready.status}`);
  const after = childrenOf(product.dataDir);
  for (const [name, pid] of Object.entries(before))
    if (after[name as keyof typeof after] !== pid) faults.push(`${name} died`);
  const untouched = names.filter((name) => Object.keys(routes[name] ?? {}).length === 0);
  if (untouched.length > 0) faults.push(`never asked: ${untouched.join(', ')}`);
  return { seed, requests: sent, routes, faults, faultCount, passed: faults.length === 0 };
}

async function outcomeOf(
  url: string,
  request: FuzzRequest,
  secrets: readonly string[],
): Promise<{ kind: string; found: string[] }> {
  try {
    const answer = await send(url, request);
    if (!answer) return { kind: 'unsendable', found: [] };
    return { kind: `${Math.floor(answer.status / 100)}xx`, found: faultsOf(answer, secrets) };
  } catch (error) {
    return { kind: 'broken', found: [error instanceof Error ? error.message : String(error)] };
  }
}

/** The request in a line. */
const shown = ({ route, method, target, headers, body }: FuzzRequest): string =>
  `[${route}] ${method} ${target.slice(0, 200)} ${JSON.stringify(headers)} ${JSON.stringify((body ?? '').toString('utf8').slice(0, 300))}`;

/** Documents and a conversation, so that requests get as far as those do. */
async function someIds(url: string): Promise<KnownIds> {
  const upload = async (number: number): Promise<string> => {
    const form = new FormData();
    form.append('file', new Blob([`Fee number ${number} is 4 %. It is due in May.`]), `fees-${number}.txt`);
    const reply = await fetch(`${url}/api/documents`, { method: 'POST', body: form });
    return ((await reply.json()) as { id: string }).id;
  };
  const documentId = await Promise.all([1, 2, 3, 4].map(upload));
  const answer = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ message: 'What is fee number 1?' }),
  });
  const { conversationId, messageId } = (await answer.json()) as { conversationId: string; messageId: string };
  return { documentId, conversationId: [conversationId], messageId: [messageId], userId: ['nobody'] };
}
