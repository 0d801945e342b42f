/**
 * The pages that a `pages` parameter names, such as `1-3,5`, each once, in order.
 *
 * @param pages of the document; what lies beyond is left out, as the service does.
 * @returns undefined if it makes no sense.
 */
export function pagesIn(ranges: string, pages: number): number[] | undefined {
  const found = new Set<number>();
  for (const range of ranges.split(',')) {
    const [, first = '', last = first] = /^\s*([1-9]\d*)(?:-([1-9]\d*))?\s*$/.exec(range) ?? [];
    if (first === '' || Number(last) < Number(first)) return undefined;
    for (let page = Number(first); page <= Math.min(Number(last), pages); page += 1) found.add(page);
  }
  return [...found].toSorted((a, b) => a - b);
}
