import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { quantile } from '../../evals/speed/quantile.ts';

/** About 1 KB, as a short conversation is. */
const body = (stream: boolean): string =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(950) }], stream });
const HEADERS = { 'content-type': 'application/json' };

export interface Times {
  readonly p50Ms: number;
  readonly p99Ms: number;
}
export const timesOf = (measuredMs: readonly number[]): Times => {
  const sorted = measuredMs.toSorted((a, b) => a - b);
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
};

/** So many at a time, each the next as soon as its last is answered, for a while. @returns answers a second. */
export async function closedLoop(
  url: string,
  atOnce: number,
  seconds: number,
): Promise<Times & { perSecond: number; count: number }> {
  const agent = new Agent({ connections: atOnce, pipelining: 1 });
  const measuredMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const worker = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const at = performance.now();
      await answered(url, agent);
      measuredMs.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const elapsed = (performance.now() - startedAt) / 1_000;
  await agent.close();
  return { ...timesOf(measuredMs), perSecond: measuredMs.length / elapsed, count: measuredMs.length };
}

/** At a fixed rate, whoever is still waiting; times count from when each was due, so that no pause hides. */
export async function openLoop(url: string, perSecond: number, seconds: number): Promise<Times> {
  const agent = new Agent({ connections: 256, pipelining: 1 });
  const measuredMs: number[] = [];
  const calls: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let i = 0; i < perSecond * seconds;) {
    const due = startedAt + (i * 1_000) / perSecond;
    if (performance.now() < due) {
      await pause(1);
      continue;
    }
    i += 1;
    calls.push(answered(url, agent).then(() => void measuredMs.push(performance.now() - due)));
  }
  await Promise.all(calls);
  await agent.close();
  return timesOf(measuredMs);
}

async function answered(url: string, agent: Agent): Promise<void> {
  const reply = await request(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: HEADERS,
    body: body(false),
    dispatcher: agent,
  });
  await reply.body.dump();
  if (reply.statusCode !== 200) throw new Error(`${url} answered ${reply.statusCode}`);
}

/** A stream that has begun. */
interface Opened {
  readonly incoming: IncomingMessage;
  /** Until its first word, in milliseconds. */
  readonly firstMs: number;
  readonly rest: Promise<unknown>;
  readonly cut: () => void;
}

async function openStream(url: string, agent: HttpAgent): Promise<Opened> {
  const at = performance.now();
  const outgoing = httpRequest(`${url}/v1/chat/completions`, { method: 'POST', headers: HEADERS, agent });
  outgoing.on('error', () => undefined);
  outgoing.end(body(true));
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { promise, resolve } = Promise.withResolvers<number>();
  incoming.on('data', (piece: Buffer) => {
    if (piece.includes('" word"')) resolve(performance.now() - at);
  });
  const rest = new Promise((done) => incoming.once('close', done));
  return { incoming, firstMs: await promise, rest, cut: () => outgoing.destroy() };
}

/** How long 100 events at once take to come, one stream after the other. */
export async function burst(url: string, times: number): Promise<Times> {
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  const measuredMs: number[] = [];
  for (let i = 0; i < times; i++) {
    const at = performance.now();
    await (
      await openStream(url, agent)
    ).rest;
    measuredMs.push(performance.now() - at);
  }
  agent.destroy();
  return timesOf(measuredMs);
}

/** Keeps so many streams open for a while. @returns time to the first word of each. */
export async function streams(url: string, atOnce: number, seconds: number): Promise<Times & { count: number }> {
  const agent = new HttpAgent({ keepAlive: true });
  const measuredMs: number[] = [];
  const endsAt = performance.now() + seconds * 1_000;
  const worker = async (index: number): Promise<void> => {
    // Begun one after the other, as people do: a thundering herd would measure itself.
    await pause((index * 1_000) / atOnce);
    while (performance.now() < endsAt) {
      const { firstMs, rest } = await openStream(url, agent);
      measuredMs.push(firstMs);
      await rest;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, index) => worker(index)));
  agent.destroy();
  return { ...timesOf(measuredMs), count: measuredMs.length };
}

/** From a client's leaving to the upstream's noticing, in milliseconds. */
export async function cutMs(url: string, upstream: string): Promise<number> {
  const cuts = async (): Promise<{ count: number; lastAt: number }> =>
    (await (await request(`${upstream}/cuts`)).body.json()) as { count: number; lastAt: number };
  const before = await cuts();
  const { cut } = await openStream(url, new HttpAgent());
  const at = Date.now();
  cut();
  for (;;) {
    const now = await cuts();
    if (now.count > before.count) return now.lastAt - at;
    if (Date.now() - at > 5_000) return Infinity;
  }
}

export async function setPace(upstream: string, firstMs: number, gapMs: number): Promise<void> {
  await (await request(`${upstream}/pace`, { method: 'POST', body: JSON.stringify({ firstMs, gapMs }) })).body.dump();
}
