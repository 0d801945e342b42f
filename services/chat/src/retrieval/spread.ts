/**
 * Lets no document crowd out the others: of each the best `most` keep their places, the rest follow behind what other
 * documents have. Nothing is left out.
 *
 * @param passages best first.
 */
export function spread<Item extends { readonly documentId: string }>(passages: readonly Item[], most: number): Item[] {
  const taken = new Map<string, number>();
  const behind: Item[] = [];
  const ahead = passages.filter((passage) => {
    const before = taken.get(passage.documentId) ?? 0;
    taken.set(passage.documentId, before + 1);
    if (before >= most) behind.push(passage);
    return before < most;
  });
  return [...ahead, ...behind];
}
