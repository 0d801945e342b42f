import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A port of this machine that leads to a Service, for what no ingress leads to: local Azure's faults. */
export class PortForward {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async to(namespace: string, target: string, port: number): Promise<PortForward> {
    const child = spawn('kubectl', ['-n', namespace, 'port-forward', target, `:${port}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [, local] = /^Forwarding from (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (local === undefined) continue;
      child.stdout.resume();
      return new PortForward(child, `http://${local}`);
    }
    throw new Error(`kubectl port-forward ${target} ended before it listened`);
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill();
    await once(this.child, 'close');
  }
}
