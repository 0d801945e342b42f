import type { Hit } from './hit.js';

/** The constant of reciprocal rank fusion: what the service uses. */
const K = 60;

/** One ranking and what its share is multiplied by. */
export interface Ranking {
  readonly hits: readonly Hit[];
  readonly weight: number;
}

/**
 * Reciprocal rank fusion: every list gives `weight / (60 + rank)` to what it holds, ranks counted from 0 as real
 * traffic shows; shares are added up. Of equals, the one met first stays first.
 */
export function fuse(rankings: readonly Ranking[]): Hit[] {
  const scores = new Map<number, number>();
  for (const { hits, weight } of rankings) {
    hits.forEach(({ id }, rank) => scores.set(id, (scores.get(id) ?? 0) + weight / (K + rank)));
  }
  return Array.from(scores, ([id, score]) => ({ id, score: Math.fround(score) })).sort(
    (one, other) => other.score - one.score,
  );
}
