/** What differs from what is wanted, a line each: `path: wanted X, is Y`. What is there besides is nobody's business. */
export function differences(path: string, wanted: unknown, is: unknown): string[] {
  if (Array.isArray(wanted)) return listDifferences(path, wanted as readonly unknown[], is);
  if (typeof wanted === 'object' && wanted !== null) {
    const there = typeof is === 'object' && is !== null ? (is as Record<string, unknown>) : {};
    return Object.entries(wanted).flatMap(([name, value]) => differences(`${path}.${name}`, value, there[name]));
  }
  return wanted === is ? [] : [`${path}: wanted ${shown(wanted)}, is ${shown(is)}`];
}

/** A list is compared as a set, each way: one action more that may run is a difference too. */
function listDifferences(path: string, wanted: readonly unknown[], is: unknown): string[] {
  const there: readonly unknown[] = Array.isArray(is) ? (is as readonly unknown[]) : [];
  const isLike = (one: unknown, other: unknown): boolean => differences('', one, other).length === 0;
  return [
    ...wanted
      .filter((value) => !there.some((other) => isLike(value, other)))
      .map((value) => `${path}: lacks ${shown(value)}`),
    ...there
      .filter((other) => !wanted.some((value) => isLike(value, other)))
      .map((other) => `${path}: has ${shown(other)}, which is not wanted`),
  ];
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
