import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Where metrics are served. */
export interface MetricsAddress {
  readonly host: string;
  /** Undefined switches the port off; 0 lets the system choose. */
  readonly port: number | undefined;
}

/**
 * What a process counts, for Prometheus. One registry an application, so that two in one test do not meet.
 *
 * Names begin with `groundwork_`. Labels take few values: never an id, a name or a question.
 */
export class Metrics {
  private readonly registry = new Registry();

  /** @param service label of every series, for example `ingestion`. */
  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts what happens; its name ends in `_total`. */
  counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** Measures how long things take; its name ends in `_seconds`. @param buckets upper bounds, in seconds. */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] });
  }

  /** A value that is read when somebody asks for it. A reading that fails leaves the last one standing. */
  gauge(name: string, help: string, read: () => Promise<number> | number): Gauge {
    return new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await read());
        } catch {
          // Metrics of everything else are still wanted.
        }
      },
    });
  }

  /** Values that are read when somebody asks for them, one for each set of labels; what is gone is not shown. */
  gauges<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => readonly { readonly labels: Readonly<Record<Label, string>>; readonly value: number }[],
  ): Gauge<Label> {
    return new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.set(labels, value);
      },
    });
  }

  /** Everything in Prometheus's text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}

/** Serves `GET /metrics` on a port of its own, which no ingress leads to. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly address: MetricsAddress,
  ) {}

  /** For example `http://127.0.0.1:9464/metrics`; undefined while it is off. */
  get url(): string | undefined {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (!address) return undefined;
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}/metrics`;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.address;
    if (port === undefined) return;
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      this.metrics.text().then(
        (text) => response.writeHead(200, { 'content-type': this.metrics.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

/** {@link Metrics} for everybody in the application, and the port that serves them. */
export function metricsModule(service: string, address: MetricsAddress): DynamicModule {
  @Module({})
  class MetricsModule {}
  const metrics = new Metrics(service);
  return {
    module: MetricsModule,
    global: true,
    providers: [
      { provide: Metrics, useValue: metrics },
      { provide: MetricsServer, useFactory: () => new MetricsServer(metrics, address) },
    ],
    exports: [Metrics, MetricsServer],
  };
}
