import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { setStage, type Stage } from './stage.js';

/** A request as a deployment got it. */
export interface Got {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
export type Play = (got: Got, outgoing: ServerResponse) => void;

/** A deployment that the test plays, byte by byte. */
export class PlayedDeployment {
  readonly got: Got[] = [];
  /** Answers whose connection was closed before they were complete. */
  cut = 0;
  play: Play = (_, outgoing) => void outgoing.writeHead(500).end();

  private constructor(
    readonly name: string,
    readonly server: Server,
  ) {}

  static async start(name: string): Promise<PlayedDeployment> {
    const server = createServer((incoming, outgoing) => void deployment.take(incoming, outgoing));
    const deployment = new PlayedDeployment(name, server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return deployment;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  json(body: string, status = 200, headers: Record<string, string> = {}): void {
    this.play = (_, outgoing) =>
      void outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  }

  /** Streams pieces as they are; `cut` ends the connection instead of the answer. */
  stream(pieces: readonly string[], end: 'end' | 'cut' | 'stay' = 'end'): void {
    this.play = (_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of pieces) outgoing.write(piece);
      if (end === 'end') outgoing.end();
      // What was written is on the wire before the connection goes.
      if (end === 'cut') setImmediate(() => outgoing.socket?.destroySoon());
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) this.cut += 1;
    });
    const pieces: Buffer[] = [];
    try {
      for await (const piece of incoming) pieces.push(piece as Buffer);
    } catch {
      return;
    }
    const got = { url: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(pieces) };
    this.got.push(got);
    this.play(got, outgoing);
  }
}

/** The gateway before two deployments of every capability's model: `gpt`, `vectors`, `whisper`, `voice`, `live`. */
export interface TwoModels {
  readonly stage: Stage;
  readonly a: PlayedDeployment;
  readonly b: PlayedDeployment;
  stop(): Promise<void>;
}

const MODELS = { gpt: 'chat', unused: 'embedding', whisper: 'transcription', voice: 'speech', live: 'realtime' };

/** `a` speaks the v1 paths and is asked first; `b` speaks the dated ones. */
export async function setTwoModels(settings: Readonly<Record<string, string>> = {}): Promise<TwoModels> {
  const [a, b] = await Promise.all([PlayedDeployment.start('a'), PlayedDeployment.start('b')]);
  const folder = await mkdtemp(join(tmpdir(), 'groundwork-v1-'));
  const deployments = Object.entries(MODELS).flatMap(([model, capability]) => [
    {
      name: `a-${model}`,
      endpoint: `${a.url}/v1`,
      deployment: `north-${model}`,
      model,
      capability,
      auth: { keyEnv: 'KEY_A' },
    },
    {
      name: `b-${model}`,
      endpoint: b.url,
      pathStyle: 'dated',
      deployment: `south-${model}`,
      model,
      capability,
      priority: 2,
      auth: { keyEnv: 'KEY_B' },
    },
  ]);
  await writeFile(join(folder, 'pool.json'), JSON.stringify({ deployments }));
  const stage = await setStage({
    MODEL_DEPLOYMENTS_FILE: join(folder, 'pool.json'),
    CHAT_MODEL: 'gpt',
    KEY_A: 'secret-a',
    KEY_B: 'secret-b',
    METRICS_PORT: '0',
    ...settings,
  });
  return {
    stage,
    a,
    b,
    stop: async () => {
      await stage.stop();
      await Promise.all([a.stop(), b.stop(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
