import { attempt, run, type Ended } from '../support/command.js';
import type { ClusterConfig } from './cluster.config.js';

/** What `kubectl` answers, as an object. */
const json = async <T>(args: readonly string[]): Promise<T> =>
  JSON.parse(await run('kubectl', [...args, '-o', 'json'])) as T;

/** A pod as far as the tests look. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Whether a pod is asked. */
export const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false);

/** One installation of the chart in a namespace of its own. */
export class Release {
  readonly name = 'groundwork';
  readonly chart = 'charts/groundwork';

  constructor(
    readonly namespace: string,
    readonly host: string,
    private readonly config: ClusterConfig,
    /** Options of every `helm upgrade`. */
    private readonly options: readonly string[],
  ) {}

  /** A namespace that takes restricted pods only. */
  async makeNamespace(): Promise<void> {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace, labels } });
  }

  apply(object: object): Promise<string> {
    return run('kubectl', ['apply', '-f', '-'], JSON.stringify(object));
  }

  kubectl(...args: string[]): Promise<string> {
    return run('kubectl', ['-n', this.namespace, ...args]);
  }

  get<T>(...args: string[]): Promise<T> {
    return json<T>(['-n', this.namespace, 'get', ...args]);
  }

  helm(command: string, ...args: string[]): Promise<Ended> {
    return attempt('helm', [command, this.name, '-n', this.namespace, ...args]);
  }

  /** `helm upgrade --install`; how it ended is for the caller to judge. */
  tryUpgrade(...more: string[]): Promise<Ended> {
    return attempt('helm', ['upgrade', '--install', ...this.described(), ...more]);
  }

  /** What one template of the chart becomes, as YAML. */
  rendered(template: string): Promise<string> {
    return run('helm', ['template', ...this.described(), '--show-only', `templates/${template}`]);
  }

  private described(): string[] {
    const { IMAGE_PREFIX, IMAGE_TAG } = this.config;
    const registry = IMAGE_PREFIX.slice(0, IMAGE_PREFIX.lastIndexOf('/'));
    return [
      ...[this.name, this.chart, '-n', this.namespace, ...this.options],
      ...['--set', `image.registry=${registry}`, '--set-string', `image.tag=${IMAGE_TAG}`],
      ...['--set', `exposure.host=${this.host}`],
    ];
  }

  /** @throws with what the cluster says of it when it does not come to its end. */
  async upgrade(...more: string[]): Promise<void> {
    const { code, err } = await this.tryUpgrade('--wait', '--timeout', '4m', ...more);
    if (code !== 0) throw new Error(`${err}\n${await this.kubectl('get', 'pods,jobs,events')}`);
  }

  /** Pods of the release, those of ended Jobs left out. */
  async pods(component?: string): Promise<readonly Pod[]> {
    const selector = `app.kubernetes.io/instance=${this.name}${component ? `,app.kubernetes.io/component=${component}` : ''}`;
    const { items } = await this.get<{ items: Pod[] }>('pods', '-l', selector);
    return items.filter(({ status }) => status.phase !== 'Succeeded');
  }

  /** Waits until a Deployment is what it is to be. */
  settled(...components: string[]): Promise<unknown> {
    return Promise.all(
      components.map((component) =>
        this.kubectl('rollout', 'status', `deployment/${this.name}-${component}`, '--timeout=240s'),
      ),
    );
  }

  /** `generation` of every Deployment: it grows when its specification changes. */
  async generations(): Promise<Record<string, number>> {
    const { items } = await this.get<{ items: { metadata: { name: string; generation: number } }[] }>('deployments');
    return Object.fromEntries(items.map(({ metadata }) => [metadata.name, metadata.generation]));
  }

  /** Address of a Service inside the cluster. */
  async clusterAddress(component: string): Promise<string> {
    const service = await this.get<{ spec: { clusterIP: string } }>('service', `${this.name}-${component}`);
    return service.spec.clusterIP;
  }

  async history(): Promise<readonly { revision: number; status: string; description: string }[]> {
    return JSON.parse(await run('helm', ['history', this.name, '-n', this.namespace, '-o', 'json'])) as [];
  }
}
