import type { SearchHit } from '@shared/contracts';
import type { Chart } from '../report/chart.ts';

/** How strongly the best passages speak for answering one question, with the truth. */
export interface Evidence {
  readonly question: string;
  readonly hits: readonly SearchHit[];
  /** Whether what was indexed covers the question. */
  readonly isCovered: boolean;
}

/** The product's own measure of how much of a question passages hold. */
export type CoverageOf = (question: string, passages: readonly string[]) => number[];

/** What a threshold does: it answers this share of the covered questions and refuses this share of the others. */
export interface Operating {
  readonly threshold: number;
  readonly answered: number;
  readonly refused: number;
}

const STEPS = 50;

/** Shares answered and refused, by threshold, for the best coverage among each question's hits. */
export function operatingPoints(evidence: readonly Evidence[], coverageOf: CoverageOf): Operating[] {
  const strengths = evidence.map(({ question, hits, isCovered }) => ({
    isCovered,
    strength: Math.max(
      0,
      ...coverageOf(
        question,
        hits.map(({ title, heading, text }) => `${title} ${heading ?? ''} ${text}`),
      ),
    ),
  }));
  const covered = strengths.filter((one) => one.isCovered).map(({ strength }) => strength);
  const others = strengths.filter((one) => !one.isCovered).map(({ strength }) => strength);
  const share = (values: readonly number[], keeps: (value: number) => boolean): number =>
    values.filter(keeps).length / Math.max(1, values.length);
  return Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS).map((threshold) => ({
    threshold,
    answered: share(covered, (strength) => strength >= threshold),
    refused: share(others, (strength) => strength < threshold),
  }));
}

/** The two shares over the threshold, with the place of the one that is set. */
export function thresholdChart(points: readonly Operating[], set: number): Chart {
  return {
    title: 'What RETRIEVAL_MIN_COVERAGE does, before the model is asked',
    x: { label: 'least share of the question’s words in the best passage', from: 0, to: 1 },
    y: { label: 'share of questions', from: 0, to: 1 },
    lines: [
      {
        label: 'answerable: passed on',
        points: points.map(({ threshold, answered }) => [threshold, answered] as const),
      },
      { label: 'off-corpus: refused', points: points.map(({ threshold, refused }) => [threshold, refused] as const) },
    ],
    mark: { at: set, label: `set: ${set}` },
  };
}
