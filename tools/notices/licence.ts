/** Licences whose terms would reach our own code, or that forbid a use of it. LGPL is left out: linked as a package of its own, it does not. */
const REACHES_US = /\b(A?GPL|SSPL|BUSL|CC-BY-NC|Elastic)\b/i;

/**
 * Whether a package under this licence may run in the product.
 *
 * Of alternatives ("MIT OR GPL-3.0") one that may is enough; of parts that all hold ("MIT AND Zlib") each must.
 * @param expression what the package says; empty if it says nothing, which allows nothing.
 */
export function mayRun(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, ' ').trim();
  if (plain === '' || plain === 'UNLICENSED') return false;
  return plain
    .split(/\sOR\s/)
    .some((alternative) => alternative.split(/\sAND\s/).every((part) => !REACHES_US.test(part)));
}
