import type { AddressInfo } from 'node:net';
import type { CallCount } from '../../services/local-azure/src/faults/call-ledger.js';
import { FaultDesk } from '../../services/local-azure/src/faults/fault-desk.js';
import { buildServer } from '../../services/local-azure/src/http/server.js';

/** Key that the emulated models take. */
export const MODELS_KEY = 'test-key';

/** The model emulator in this process, over HTTP: several of them are several deployments. */
export class EmulatedModels {
  private constructor(
    private readonly app: ReturnType<typeof buildServer>,
    private readonly desk: FaultDesk,
  ) {}

  static async start(): Promise<EmulatedModels> {
    const desk = new FaultDesk();
    const app = buildServer({ apiKey: MODELS_KEY, faults: desk });
    await app.listen({ host: '127.0.0.1', port: 0 });
    return new EmulatedModels(app, desk);
  }

  /** Address of the resource, without a trailing slash; its v1 API is below `/openai/v1`. */
  get url(): string {
    return `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
  }

  /** Orders a fault for calls to come, as `POST /admin/faults` does. */
  order(fault: object, rule: object = {}): void {
    this.desk.add({ service: 'models', fault, ...rule });
  }

  /** What it counted of an operation, such as `chat`. */
  counted(operation: string): Pick<CallCount, 'calls' | 'faults' | 'aborted'> {
    const found = this.desk.ledger.list().find((count) => count.operation === operation);
    return { calls: found?.calls ?? 0, faults: found?.faults ?? 0, aborted: found?.aborted ?? 0 };
  }

  /** Takes all orders and counts away. */
  reset(): void {
    this.desk.remove();
    this.desk.ledger.clear();
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

/** Waits until something is so, 10 seconds at most. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It did not come about in 10 seconds');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
