/** The constant of reciprocal rank fusion: Azure's, and the one of the paper it comes from (Cormack et al., 2009). */
const K = 60;

/** A ranking and what it counts for. */
export interface Ranking<Item> {
  readonly items: readonly Item[];
  readonly weight: number;
}

/** Joins rankings: an item's score is the sum of weight / (60 + its rank counted from 0) over the rankings that have it. */
export function fused<Item>(
  rankings: readonly Ranking<Item>[],
  keyOf: (item: Item) => string,
): { item: Item; score: number }[] {
  const scores = new Map<string, { item: Item; score: number }>();
  for (const { items, weight } of rankings) {
    items.forEach((item, rank) => {
      const key = keyOf(item);
      const known = scores.get(key) ?? { item, score: 0 };
      scores.set(key, { item: known.item, score: known.score + weight / (K + rank) });
    });
  }
  return [...scores.values()].sort((a, b) => b.score - a.score);
}
