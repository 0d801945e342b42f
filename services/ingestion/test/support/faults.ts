import type { TestAzure } from '../../../../tests/support/local-azure.ts';

/** A standing order for local Azure; its README has the kinds. */
export interface Order {
  readonly service: 'models' | 'search' | 'document-intelligence';
  readonly operation?: string;
  readonly count?: number;
  readonly percent?: number;
  readonly fault: object;
}

export async function order(azure: TestAzure, rule: Order): Promise<void> {
  const reply = await fetch(`${azure.url}/admin/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  });
  if (reply.status !== 201) throw new Error(await reply.text());
}

export const noMoreFaults = async (azure: TestAzure): Promise<void> => {
  await fetch(`${azure.url}/admin/faults`, { method: 'DELETE' });
};

/** How many calls of an operation arrived since the process started. */
export async function callsOf(azure: TestAzure, service: string, operation: string): Promise<number> {
  const reply = await fetch(`${azure.url}/admin/calls`);
  const { calls } = (await reply.json()) as {
    calls: { service: string; operation: string; calls: number }[];
  };
  return calls.find((count) => count.service === service && count.operation === operation)?.calls ?? 0;
}
