import { EventReader } from '../../services/chat/test/support/event-reader.ts';
import { withFault } from '../support/faults.js';
import { PortForward } from './port-forward.js';
import { NAMESPACE } from './names.js';
import { QUESTION } from './the-demo.js';

/** Asks the one question there is, and reads the answer as it is written. @param headers further ones. */
export async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const response = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ message: QUESTION }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return new EventReader(response);
}

/** Runs `act` while the model is slow. @param ms before the first token. @param perTokenMs before every further one. */
export async function whileModelIsSlow<T>(
  { ms = 0, perTokenMs = 0, namespace = NAMESPACE }: { ms?: number; perTokenMs?: number; namespace?: string },
  act: () => Promise<T>,
): Promise<T> {
  const forward = await PortForward.to(namespace, 'deployment/groundwork-local-azure', 10003);
  try {
    const fault = { kind: 'latency', ms, perTokenMs };
    return await withFault(forward.url, { service: 'models', operation: 'chat', fault }, act);
  } finally {
    await forward.close();
  }
}
