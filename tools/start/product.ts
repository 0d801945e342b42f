import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CannotStart } from '../cannot-start.ts';
import { until } from '../process/until.ts';
import type { DataFolder } from './data-folder.ts';
import { choosePorts } from './free-ports.ts';
import { allocatorVariables, nodeFlags } from './node-flags.ts';
import { azureEnvironment, serviceEnvironments, type ServiceName } from './service-environment.ts';
import { ServiceLog } from './service-log.ts';
import type { StartConfig, StartPorts } from './start.config.ts';
import { SupervisedService } from './supervised-service.ts';
import { Troubles } from './troubles.ts';

const PORT_VARIABLES: Record<keyof StartPorts, string> = {
  gateway: 'GATEWAY_PORT',
  chat: 'CHAT_PORT',
  ingestion: 'INGESTION_PORT',
  azure: 'LOCAL_AZURE_PORT',
  blob: 'LOCAL_AZURE_BLOB_PORT',
  queue: 'LOCAL_AZURE_QUEUE_PORT',
  table: 'LOCAL_AZURE_TABLE_PORT',
};

/** From its ready line to a good `/health/ready`, in milliseconds. */
const HEALTH_DEADLINE_MS = 30_000;
/** A service that is asked to end and has not is killed after this, in milliseconds. */
const SERVICE_GRACE_MS = 12_000;
/** Local Azure gets longer: what it holds in memory is lost when it is killed. */
const AZURE_GRACE_MS = 30_000;

/**
 * The ports of this start.
 * @throws {CannotStart} if one that was asked for is taken.
 */
export function portsFor({ ports, gatewayHost }: StartConfig): Promise<StartPorts> {
  return choosePorts(
    ports,
    (name) => (name === 'gateway' ? gatewayHost : '127.0.0.1'),
    (name) => PORT_VARIABLES[name],
  );
}

/** The running product: local Azure and our services, each a process of its own. */
export class Product {
  private readonly root: string;
  private readonly config: StartConfig;
  private readonly folder: DataFolder;
  private readonly say: (line: string) => void;
  /** In the order of their start. */
  private readonly services: SupervisedService[] = [];
  private isReady = false;
  private isStopping = false;

  constructor(root: string, config: StartConfig, folder: DataFolder, say: (line: string) => void) {
    this.root = root;
    this.config = config;
    this.folder = folder;
    this.say = say;
  }

  /**
   * Starts everything and waits until it answers.
   * @returns the address to open.
   * @throws {CannotStart} if a service cannot start; what did start is then still running, so stop it.
   */
  async start(ports: StartPorts): Promise<string> {
    const { config } = this;
    const environments = await this.startStores(ports);
    await Promise.all([
      this.runOnce('ingestion', 'index-cli', ['create'], environments.ingestion),
      ...(['ingestion', 'chat', 'gateway'] as const).map((name) => this.launchHealthy(name, environments[name])),
    ]);
    const host =
      config.gatewayHost === '127.0.0.1' || config.gatewayHost === '0.0.0.0' ? 'localhost' : config.gatewayHost;
    return `http://${host.includes(':') ? `[${host}]` : host}:${ports.gateway}`;
  }

  /**
   * Starts local Azure alone.
   * @returns what each service is started with, for a tool of its image.
   */
  async startStores(ports: StartPorts): Promise<Record<ServiceName, Record<string, string>>> {
    const { config, folder, root } = this;
    const azure = await this.launch('local-azure', azureEnvironment(config, ports, folder.localKey));
    folder.announce(azure);
    return serviceEnvironments(config, ports, azure, folder.localKey, join(root, 'services/web/dist'));
  }

  /** Starts a service anew with the code that is built now; all of them without a name. */
  restart(names: readonly string[]): void {
    for (const service of this.services) if (names.includes(service.name)) service.restart();
  }

  /** Ends everything, the door first and the stores last, so that nothing is asked of what is already gone. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.isReady = false;
    for (const name of ['gateway', 'chat', 'ingestion', 'local-azure']) {
      const service = this.services.find((one) => one.name === name);
      await service?.stop(name === 'local-azure' ? AZURE_GRACE_MS : SERVICE_GRACE_MS);
    }
  }

  private async launchHealthy(name: ServiceName, env: Record<string, string>): Promise<void> {
    const { url } = await this.launch(name, env);
    const isHealthy = await until(() => answersOk(`${url}/health/ready`), { deadlineMs: HEALTH_DEADLINE_MS });
    if (!isHealthy) throw new CannotStart(`${name} runs but is not ready; its log ${this.logOf(name)} may say why.`);
  }

  private async launch(name: string, env: Record<string, string>) {
    if (this.isStopping) throw new CannotStart('Stopped while starting.');
    const startedAt = performance.now();
    const log = new ServiceLog(this.logOf(name));
    const service = new SupervisedService({
      name,
      args: this.nodeArguments(name, 'main'),
      env: this.surroundings(name, env),
      log,
      // While they start, services refuse each other; what stops a start is said in full.
      troubles: new Troubles(name, log.file, (line) => this.isReady && this.say(line)),
      say: this.say,
      onChange: () => this.folder.record(this.services.flatMap(({ pid }) => pid ?? [])),
    });
    this.services.push(service);
    const ready = await service.start();
    this.say(`${name.padEnd(12)} ${ready.url.padEnd(24)} started in ${seconds(startedAt)} s`);
    return ready;
  }

  /** Runs a tool of a service's image to its end. */
  private async runOnce(
    service: ServiceName,
    script: string,
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<void> {
    const child = spawn(process.execPath, [...this.nodeArguments(service, script), ...args], {
      env: this.surroundings(service, env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (words += text));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new CannotStart(words.trim() || `${script} ${args.join(' ')} ended with exit code ${code}.`);
  }

  private nodeArguments(service: string, script: string): string[] {
    const preload = pathToFileURL(join(this.root, 'tools/start/exit-with-parent.mjs')).href;
    const program = join(this.root, `dist/services/${service}/src/${script}.js`);
    return ['--enable-source-maps', ...nodeFlags(service), '--import', preload, program];
  }

  /** Compiled code is kept between starts: most of a start is compiling the SDKs. What is set already stays. */
  private surroundings(service: string, env: Record<string, string>): Record<string, string> {
    return {
      NODE_COMPILE_CACHE: join(this.root, 'dist/compile-cache'),
      ...allocatorVariables(service),
      ...env,
    };
  }

  private logOf(name: string): string {
    return join(this.folder.logs, `${name}.log`);
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1_000).toFixed(1);
