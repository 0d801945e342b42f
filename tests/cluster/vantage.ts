import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { run } from '../support/command.js';
import { config } from './the-demo.js';

/** An address inside the cluster. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

const SCRIPT = readFileSync(join(__dirname, 'vantage-script.mjs'), 'utf8');

/** A pod from which others are looked at: what it reaches, its policies and theirs allow. */
export class Vantage {
  private readonly asked = new Map<number, (answer: unknown) => void>();
  private nextId = 0;

  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'close');
  }

  /** From a pod that has Node, as all of ours do. */
  static in(namespace: string, pod: string): Vantage {
    const args = ['-n', namespace, 'exec', '-i', pod, '--', 'node', '--input-type=module', '-e', SCRIPT];
    const child = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const vantage = new Vantage(child);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, answer } = JSON.parse(line) as { id: number; answer: unknown };
      vantage.asked.get(id)?.(answer);
      vantage.asked.delete(id);
    });
    return vantage;
  }

  /** From a pod made for it, with these labels. It goes with its namespace, or by {@link removeObservers}. */
  static async fromNewPod(namespace: string, labels: Readonly<Record<string, string>>): Promise<Vantage> {
    const name = `observer-${labels['app.kubernetes.io/component'] ?? 'any'}`;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { ...labels, [OBSERVER]: 'true' } },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'observer',
            image: `${config.IMAGE_PREFIX}-gateway:${config.IMAGE_TAG}`,
            imagePullPolicy: 'IfNotPresent',
            args: ['-e', 'setInterval(() => undefined, 60_000)'],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    };
    await run('kubectl', ['apply', '-f', '-'], JSON.stringify(pod));
    await run('kubectl', ['-n', namespace, 'wait', `pod/${name}`, '--for=condition=Ready', '--timeout=120s']);
    return Vantage.in(namespace, name);
  }

  static async removeObservers(namespace: string): Promise<void> {
    await run('kubectl', ['-n', namespace, 'delete', 'pod', '-l', OBSERVER, '--timeout=60s']);
  }

  /** Whether a new connection is taken, or a name server answers. */
  reaches(target: Target): Promise<boolean> {
    return this.ask(target, z.boolean());
  }

  /** `host:port` of whom the pod speaks to, or has just spoken to. */
  connections(): Promise<readonly string[]> {
    return this.ask({}, z.array(z.string()));
  }

  private async ask<T>(question: object, answer: z.ZodType<T>): Promise<T> {
    const id = (this.nextId += 1);
    const answered = new Promise<unknown>((resolve) => this.asked.set(id, resolve));
    this.child.stdin?.write(`${JSON.stringify({ id, ...question })}\n`);
    const ended = this.ended.then(() => {
      throw new Error('kubectl exec ended before it answered');
    });
    return answer.parse(await Promise.race([answered, ended]));
  }

  async close(): Promise<void> {
    this.child.kill();
    await this.ended;
  }
}

/** Label of the pods that are there to look only. */
const OBSERVER = 'groundwork.io/observer';
