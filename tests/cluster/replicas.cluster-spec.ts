import { conversationOf, EventReader, textOf, typesOf } from '../../services/chat/test/support/event-reader.ts';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { until } from '../../tools/process/until.ts';
import { ask, whileModelIsSlow } from './answers.js';
import { SECOND } from './names.js';
import { PortForward } from './port-forward.js';
import { REDIS_OPTIONS, startRedis } from './redis/redis.js';
import { isReady } from './release.js';
import { demoIn, FACT } from './the-demo.js';

/** Requests a minute and caller. */
const LIMIT = 100;
/** Each goes to one of two pods, as the Service chooses: that all choose the same one is as good as impossible (2^-11). */
const TRIES = 12;
/** Between two tokens: the answer then takes half a minute. */
const PER_TOKEN_MS = 2_000;

const second = demoIn(
  SECOND,
  ...REDIS_OPTIONS,
  ...['--set', 'gateway.replicas=2', '--set', 'chat.replicas=2', '--set', 'logLevel=debug'],
  ...['--set', `gateway.config.RATE_LIMIT_PER_MINUTE=${LIMIT}`],
);

describe('two replicas of gateway and chat, and a Redis', () => {
  const gateways: PortForward[] = [];
  const url = (i: number): string => gateways[i % gateways.length]?.url ?? '';

  beforeAll(async () => {
    await second.makeNamespace();
    await startRedis(second);
    await second.upgrade();
    await openGateways();
    const { id } = await upload(url(0), inMemory('benefits.md', Buffer.from(`${FACT}\n`)));
    expect((await new Groundwork(url(0)).settled(id)).status).toBe('ready');
  });
  afterAll(closeGateways);

  async function openGateways(): Promise<void> {
    const pods = (await second.pods('gateway')).filter(isReady);
    expect(pods).toHaveLength(2);
    for (const { metadata } of pods) gateways.push(await PortForward.to(SECOND, `pod/${metadata.name}`, 8080));
  }
  async function closeGateways(): Promise<void> {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
  }

  it('have one limit', async () => {
    const knock = async (i: number): Promise<{ status: number; left: number }> => {
      const response = await fetch(`${url(i)}/api/documents`);
      await response.arrayBuffer();
      return { status: response.status, left: Number(response.headers.get('ratelimit-remaining')) };
    };
    // The first request of a minute finds nothing used up of it by what went before.
    const isFresh = async (): Promise<boolean> => (await knock(0)).left === LIMIT - 1;
    expect(await until(isFresh, { deadlineMs: 90_000, everyMs: 250 })).toBe(true);

    const replies: { status: number; left: number }[] = [];
    for (let i = 1; i < LIMIT; i += 1) replies.push(await knock(i));
    expect(replies.map(({ left }) => left)).toEqual(Array.from({ length: LIMIT - 1 }, (_, i) => LIMIT - 2 - i));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await Promise.all([knock(0), knock(1)])).map(({ status }) => status)).toEqual([429, 429]);
    // The next test has a minute of its own.
    expect(await until(isFresh, { deadlineMs: 90_000, everyMs: 500 })).toBe(true);
  });

  it('let an answer be read on through the other', async () => {
    await slowly(async () => {
      const asked = await begin(0);
      await asked.reader.until('text-delta');
      const resumed = await Promise.all(Array.from({ length: TRIES }, (_, i) => resume(i, asked.conversationId)));
      const texts = await Promise.all(resumed.map(async ({ reader }) => textOf(await reader.rest())));
      expect(new Set(texts)).toEqual(new Set([textOf(await asked.reader.rest())]));
      expect(texts[0]).toContain('340 euros');
      await expectCrossed(resumed.map(({ id }) => [asked.id, id] as const));
    });
  });

  it('let an answer be stopped through the other', async () => {
    await slowly(async () => {
      const asked = await Promise.all(Array.from({ length: TRIES }, (_, i) => begin(i)));
      await Promise.all(asked.map(({ reader }) => reader.until('text-delta')));
      const pairs = await Promise.all(
        asked.map(async ({ id, reader, conversationId }, i) => {
          const stopId = correlationId('stop');
          const stop = await fetch(`${url(i + 1)}/api/chat/${conversationId}`, {
            method: 'DELETE',
            headers: { 'x-correlation-id': stopId },
          });
          expect(await stop.json()).toEqual({ stopped: true });
          expect(typesOf(await reader.rest()).slice(-2)).toEqual(['abort', '[DONE]']);
          return [id, stopId] as const;
        }),
      );
      await expectCrossed(pairs);
    });
  });

  it('are three while there is much to do, and two again after it', async () => {
    await closeGateways();
    const scaling = ['mode=cpu', 'min=2', 'max=3', 'cpuPercent=70'].flatMap((is) => [
      '--set',
      `gateway.autoscaling.${is}`,
    ]);
    await second.upgrade(...scaling);
    // The chart waits five minutes before it takes a pod away, lest streams be cut; nobody has to here.
    const soon = { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] };
    const patch = JSON.stringify({ spec: { behavior: { scaleDown: soon } } });
    await second.kubectl('patch', 'hpa', 'groundwork-gateway', '--type=merge', '-p', patch);

    // The start of new pods was work, too.
    expect(await until(async () => isAt(2, await scale(), (percent) => percent < 70), SCALED)).toBe(true);
    await openGateways();
    const stopped = new AbortController();
    const work = Promise.all(Array.from({ length: 8 }, (_, i) => keepBusy(url(i), stopped.signal)));
    const seen: Scale[] = [];
    const isGrown = async (): Promise<boolean> => {
      seen.push(await scale());
      return isAt(3, seen.at(-1) as Scale, () => true);
    };
    const grew = await until(isGrown, SCALED);
    stopped.abort();
    await work;
    const busiest = Math.max(...seen.map(({ percent }) => percent ?? 0));
    expect({ grew, isBusy: busiest > 70 }).toEqual({ grew: true, isBusy: true });
    expect(await until(async () => isAt(2, await scale(), (percent) => percent < 70), SCALED)).toBe(true);
    process.stdout.write(
      `The gateway's pods came to ${busiest} % of their requested CPU, grew from 2 to 3, and were 2 again.\n`,
    );
  });

  const slowly = (act: () => Promise<void>): Promise<void> =>
    whileModelIsSlow({ perTokenMs: PER_TOKEN_MS, namespace: SECOND }, act);

  async function begin(i: number): Promise<{ id: string; reader: EventReader; conversationId: string }> {
    const id = correlationId('ask');
    const reader = await ask(url(i), { 'x-correlation-id': id });
    return { id, reader, conversationId: conversationOf(await reader.until('start')) };
  }

  async function resume(i: number, conversationId: string): Promise<{ id: string; reader: EventReader }> {
    const id = correlationId('resume');
    const response = await fetch(`${url(i)}/api/chat/${conversationId}/stream`, {
      headers: { 'x-correlation-id': id },
    });
    expect(response.status).toBe(200);
    return { id, reader: new EventReader(response) };
  }
});

let requests = 0;
const correlationId = (what: string): string => `${what}-through-replicas-${(requests += 1)}-of-many`;

/** That not every pair of requests was for the same pod of chat: their logs tell. @param pairs of correlation ids. */
async function expectCrossed(pairs: readonly (readonly [string, string])[]): Promise<void> {
  const podsOfChat = await second.pods('chat');
  expect(podsOfChat).toHaveLength(2);
  let pods: (readonly [number, number])[] = [];
  const areLogged = async (): Promise<boolean> => {
    const logs = await Promise.all(
      podsOfChat.map(({ metadata }) => second.kubectl('logs', metadata.name, '--tail=-1')),
    );
    const podOf = (id: string): number => logs.findIndex((lines) => lines.includes(`"${id}"`));
    pods = pairs.map(([one, other]) => [podOf(one), podOf(other)] as const);
    return !pods.flat().includes(-1);
  };
  expect(await until(areLogged, { deadlineMs: 10_000, everyMs: 250 })).toBe(true);
  const crossed = pods.filter(([one, other]) => one !== other).length;
  process.stdout.write(`${crossed} of ${pairs.length} went through the other pod of chat\n`);
  expect(crossed).toBeGreaterThan(0);
}

/** Pods come and go within this time: metrics of 15 s, the autoscaler's turns of 15 s, a start and an end of a pod. */
const SCALED = { deadlineMs: 240_000, everyMs: 1_000 };

interface Scale {
  /** Pods there are to be, and pods that are ready. */
  readonly wanted: number;
  readonly ready: number;
  /** CPU as the autoscaler sees it, percent of what pods ask for. */
  readonly percent: number | undefined;
}

async function scale(): Promise<Scale> {
  const hpa = await second.get<{
    status: { desiredReplicas: number; currentMetrics?: [{ resource?: { current: { averageUtilization?: number } } }] };
  }>('hpa', 'groundwork-gateway');
  const ready = (await second.pods('gateway')).filter(isReady).length;
  const percent = hpa.status.currentMetrics?.[0].resource?.current.averageUtilization;
  return { wanted: hpa.status.desiredReplicas, ready, percent };
}

const isAt = (pods: number, { wanted, ready, percent }: Scale, isSo: (percent: number) => boolean): boolean =>
  wanted === pods && ready === pods && percent !== undefined && isSo(percent);

/** One request after the other, of those that no limit counts. */
async function keepBusy(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await (await fetch(`${url}/health/live`)).arrayBuffer();
}
