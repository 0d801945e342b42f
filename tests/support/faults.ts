/** What local Azure is told to do wrong, or slowly, from now on; see its README. */
export interface FaultRule {
  readonly service: 'models' | 'search';
  readonly operation?: string;
  readonly fault: object;
}

/** Address of the local Azure of a product, from what the launcher said. */
export const azureOf = (lines: readonly string[]): string =>
  lines.find((line) => line.startsWith('local-azure'))?.match(/http:\S+/)?.[0] ?? '';

/** Runs `act` while the rule holds. */
export async function withFault<T>(azure: string, rule: FaultRule, act: () => Promise<T>): Promise<T> {
  const made = await fetch(`${azure}/admin/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  });
  if (made.status !== 201) throw new Error(await made.text());
  try {
    return await act();
  } finally {
    await fetch(`${azure}/admin/faults`, { method: 'DELETE' });
  }
}
