import { compared, type Comparison } from '../statistics/paired.ts';
import { intervalOf, type Interval } from '../statistics/bootstrap.ts';
import type { Chart } from './chart.ts';

/** One thing that was measured of every item. */
export interface Measure {
  /** Stable: baselines, bars and programs go by it. For example `ndcg@10`. */
  readonly name: string;
  /** What it says, for a person. */
  readonly says: string;
  /** By item: a figure, or 1 and 0 for yes and no. */
  readonly values: ReadonlyMap<string, number>;
  /** What it is held to. */
  readonly bar?: Bar | undefined;
}

/** The mean of a measure must be on this side of a number. */
export interface Bar {
  readonly side: 'at least' | 'at most';
  readonly value: number;
}

/** What an evaluation found out. */
export interface Findings {
  /** For example `answers squad2`. */
  readonly title: string;
  /** One line each: what was done, over what. */
  readonly facts: readonly string[];
  readonly measures: readonly Measure[];
  /** What is either so or not, beside the bars. */
  readonly checks: readonly { readonly says: string; readonly kept: boolean }[];
  readonly charts: readonly Chart[];
  /** What `--json` prints, beside the measures. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A measure's mean with all that is said about it. */
export interface Summary extends Interval {
  readonly name: string;
  readonly says: string;
  readonly items: number;
  readonly bar?: Bar | undefined;
  readonly kept: boolean;
  /** Against the stored baseline, where there is one. */
  readonly baseline?: Comparison | undefined;
}

/** Figures of an earlier run: by measure, by item. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Means, intervals and what they are held against, in the measures' order. */
export function summariesOf({ measures }: Findings, baseline?: Baseline): Summary[] {
  return measures.map(({ name, says, values, bar }) => {
    const interval = intervalOf([...values.values()]);
    const before = baseline?.[name];
    return {
      name,
      says,
      ...interval,
      items: values.size,
      bar,
      kept: isKept(interval.mean, bar),
      ...(before ? { baseline: compared(values, new Map(Object.entries(before))) } : {}),
    };
  });
}

/** Rounding of the mean must not miss a bar that is met exactly. */
const TOLERANCE = 1e-9;

function isKept(mean: number, bar: Bar | undefined): boolean {
  if (!bar) return true;
  return bar.side === 'at least' ? mean >= bar.value - TOLERANCE : mean <= bar.value + TOLERANCE;
}

/** The figures of a run as a baseline for later ones. */
export function baselineOf({ measures }: Findings): Baseline {
  return Object.fromEntries(measures.map(({ name, values }) => [name, Object.fromEntries(values)]));
}

/** Whether every bar and every check was kept. */
export const hasPassed = ({ checks }: Findings, summaries: readonly Summary[]): boolean =>
  checks.every(({ kept }) => kept) && summaries.every(({ kept }) => kept);
