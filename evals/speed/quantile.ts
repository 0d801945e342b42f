/** The value that this share of them does not exceed (nearest rank). 0 of nothing. @param sorted ascending. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
