import { burst, closedLoop, cutMs, openLoop, setPace, streams } from './gateway/drive.ts';
import { canPin, startGateway, startPassThrough, startUpstream, type Loaded } from './gateway/processes.ts';

/** Rounds of everything, in an order that turns: other work on the machine shall not fall on one of them. */
const ROUNDS = 3;
const CONNECTIONS = 64;
const PER_SECOND = 500;
const STREAMS = 200;
const BURSTS = 50;
/**
 * Delay of the first word and of each next one, in milliseconds, while streams are measured: 25 words a second, as a
 * model says them. 200 streams at four times that are more than the bare pass-through takes on one core of a small
 * machine, and would measure its saturation.
 */
const PACE = { firstMs: 50, gapMs: 40 } as const;
/**
 * What the machine on which the bars were found made of the bare pass-through: 18,990 requests a second over 64
 * connections, 0.047 ms CPU each. The bars there, 5,000 and 0.15 ms, are held here as shares of the pass-through beside.
 */
const LEAST_SHARE = 5_000 / 18_990;
const MOST_CPU = 0.15 / 0.047;

/** Figures of one of those compared. */
interface Figures {
  name: string;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  open: { p50Ms: number; p99Ms: number };
  cpuMsPerRequest: number;
  firstWord: { p50Ms: number; p99Ms: number };
  burstMs: number;
  cutMs: number;
  rssMiB: number;
}

/** A bar of the design, and whether it is kept. */
interface Gate {
  readonly what: string;
  readonly value: number;
  readonly bar: number;
  readonly unit: string;
  readonly isKept: boolean;
}

export interface GatewayReport {
  readonly pinned: boolean;
  readonly figures: readonly Figures[];
  readonly gates: readonly Gate[];
  readonly passed: boolean;
}

export interface GatewayOptions {
  /** Of each closed and open loop. */
  readonly seconds: number;
  /** How long the streams are kept up before memory is read. */
  readonly streamSeconds: number;
}

/**
 * The gateway beside a bare pass-through and beside no gateway at all, over one upstream that costs nothing. The gateways
 * run on one core, upstream and load on another.
 */
export async function runGateway(
  { seconds, streamSeconds }: GatewayOptions,
  say: (line: string) => void,
): Promise<GatewayReport> {
  const pinned = canPin();
  const [theirs, ours] = pinned ? [1, 0] : [undefined, undefined];
  const upstream = await startUpstream(theirs);
  const passThrough = await startPassThrough(upstream.url, ours);
  const gateway = await startGateway(upstream.url, ours);
  const compared: readonly [string, Loaded][] = [
    ['direct', upstream],
    ['pass-through', passThrough],
    ['gateway', gateway],
  ];
  const rounds = new Map<string, Figures[]>(compared.map(([name]) => [name, []]));
  try {
    for (const [, { url }] of compared) await closedLoop(url, 16, Math.min(3, seconds));
    for (let round = 0; round < ROUNDS; round++) {
      const order = [...compared.slice(round % 3), ...compared.slice(0, round % 3)];
      for (const [name, target] of order) {
        say(`Round ${round + 1} of ${ROUNDS}: ${name}.`);
        rounds.get(name)?.push(await measured(name, target, upstream.url, seconds, streamSeconds));
      }
    }
  } finally {
    await Promise.all([gateway.stop(), passThrough.stop(), upstream.stop()]);
  }
  const figures = Array.from(rounds.values(), medians);
  const gates = gatesOf(figures);
  return { pinned, figures, gates, passed: gates.every(({ isKept }) => isKept) };
}

async function measured(
  name: string,
  target: Loaded,
  upstream: string,
  seconds: number,
  streamSeconds: number,
): Promise<Figures> {
  await setPace(upstream, 0, 0);
  const cpuBefore = target.cpuMs();
  const closed = await closedLoop(target.url, CONNECTIONS, seconds);
  const cpuMsPerRequest = (target.cpuMs() - cpuBefore) / closed.count;
  const open = await openLoop(target.url, PER_SECOND, seconds);
  const { p50Ms: burstMs } = await burst(target.url, BURSTS);
  await setPace(upstream, PACE.firstMs, PACE.gapMs);
  const firstWord = await streams(target.url, STREAMS, streamSeconds);
  const cut = await cutMs(target.url, upstream);
  const { perSecond, p50Ms, p99Ms } = closed;
  return {
    name,
    perSecond,
    p50Ms,
    p99Ms,
    open,
    cpuMsPerRequest,
    firstWord,
    burstMs,
    cutMs: cut,
    rssMiB: target.rssMiB(),
  };
}

/** Of each figure the middle one of all rounds; of memory the last. */
function medians(rounds: readonly Figures[]): Figures {
  const middle = (of: (figures: Figures) => number): number =>
    rounds.map(of).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? 0;
  return {
    name: rounds[0]?.name ?? '',
    perSecond: middle(({ perSecond }) => perSecond),
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    open: { p50Ms: middle(({ open }) => open.p50Ms), p99Ms: middle(({ open }) => open.p99Ms) },
    cpuMsPerRequest: middle(({ cpuMsPerRequest }) => cpuMsPerRequest),
    firstWord: { p50Ms: middle(({ firstWord }) => firstWord.p50Ms), p99Ms: middle(({ firstWord }) => firstWord.p99Ms) },
    burstMs: middle(({ burstMs }) => burstMs),
    cutMs: middle((figures) => figures.cutMs),
    rssMiB: rounds.at(-1)?.rssMiB ?? 0,
  };
}

function gatesOf(figures: readonly Figures[]): Gate[] {
  const [direct, bare, ours] = figures;
  if (!direct || !bare || !ours) return [];
  const atMost = (what: string, value: number, bar: number, unit: string): Gate => ({
    what,
    value,
    bar,
    unit,
    isKept: value <= bar,
  });
  return [
    atMost(`added p50 at ${PER_SECOND} requests a second`, ours.open.p50Ms - direct.open.p50Ms, 0.6, 'ms'),
    atMost(`added p99 at ${PER_SECOND} requests a second`, ours.open.p99Ms - direct.open.p99Ms, 5, 'ms'),
    {
      what: `requests a second over ${CONNECTIONS} connections, of the pass-through's`,
      value: ours.perSecond / bare.perSecond,
      bar: LEAST_SHARE,
      unit: 'x',
      isKept: ours.perSecond >= bare.perSecond * LEAST_SHARE,
    },
    atMost("CPU a request, of the pass-through's", ours.cpuMsPerRequest / bare.cpuMsPerRequest, MOST_CPU, 'x'),
    atMost(`added p50 to the first word, ${STREAMS} streams`, ours.firstWord.p50Ms - direct.firstWord.p50Ms, 2, 'ms'),
    atMost(`added p99 to the first word, ${STREAMS} streams`, ours.firstWord.p99Ms - direct.firstWord.p99Ms, 10, 'ms'),
    atMost('a burst of 100 events, in all', ours.burstMs, 3, 'ms'),
    atMost('until upstream knows that a client left', ours.cutMs, 100, 'ms'),
    atMost(`memory after the streams`, ours.rssMiB, 350, 'MiB'),
  ];
}

/** The figures, for a person. */
export function gatewayLines({ pinned, figures, gates }: GatewayReport): string[] {
  const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
  const times = ({ p50Ms, p99Ms }: { p50Ms: number; p99Ms: number }): string =>
    `${digits(p50Ms)} / ${digits(p99Ms)} ms`;
  return [
    pinned ? 'Gateways on core 0; upstream and load on core 1.' : 'Not pinned to cores: there is no taskset.',
    ...figures.map(
      (of) =>
        `${of.name.padEnd(12)} ${digits(of.perSecond)} requests/s over ${CONNECTIONS} connections (p50 / p99 ${times(of)}); at ${PER_SECOND}/s ${times(of.open)}; ` +
        `${of.cpuMsPerRequest.toFixed(3)} ms CPU a request; first word of ${STREAMS} streams ${times(of.firstWord)}; 100 events ${digits(of.burstMs)} ms; cut ${digits(of.cutMs)} ms; ${digits(of.rssMiB)} MiB`,
    ),
    ...gates.map(
      ({ what, value, bar, unit, isKept }) =>
        `${isKept ? 'passed' : 'MISSED'}  ${what}: ${digits(value)} ${unit} (bar ${Number(bar.toFixed(2))})`,
    ),
  ];
}
