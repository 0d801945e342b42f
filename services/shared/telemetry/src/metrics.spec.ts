import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Metrics, metricsModule, MetricsServer } from './metrics.js';

const started = async (port: number | undefined) => {
  @Module({ imports: [metricsModule('ingestion', { host: '127.0.0.1', port })] })
  class Host {}
  const app = await Test.createTestingModule({ imports: [Host] }).compile();
  await app.init();
  return app;
};

describe(Metrics.name, () => {
  it('writes what was counted, measured and read, each with its service', async () => {
    const metrics = new Metrics('ingestion');
    const failures = metrics.counter('groundwork_failures_total', 'Failures by reason.', ['reason']);
    failures.inc({ reason: 'pdf_corrupt' });
    failures.inc({ reason: 'pdf_corrupt' });
    metrics.histogram('groundwork_stage_seconds', 'Seconds.', [1, 5], ['stage']).observe({ stage: 'embedding' }, 3);
    metrics.gauge('groundwork_queue_depth', 'Messages.', () => Promise.resolve(7));

    const lines = (await metrics.text()).split('\n');

    expect(lines).toContain('groundwork_failures_total{reason="pdf_corrupt",service="ingestion"} 2');
    expect(lines).toContain('groundwork_queue_depth{service="ingestion"} 7');
    expect(lines).toContain('groundwork_stage_seconds_bucket{le="1",service="ingestion",stage="embedding"} 0');
    expect(lines).toContain('groundwork_stage_seconds_bucket{le="5",service="ingestion",stage="embedding"} 1');
    expect(lines.some((line) => line.startsWith('process_resident_memory_bytes{'))).toBe(true);
  });

  it('goes on without a reading that fails', async () => {
    const metrics = new Metrics('ingestion');
    metrics.gauge('groundwork_queue_depth', 'Messages.', () => Promise.reject(new Error('unplugged')));
    metrics.counter('groundwork_calls_total', 'Calls.').inc();

    expect(await metrics.text()).toContain('groundwork_calls_total{service="ingestion"} 1');
  });

  it('does not mix two applications of one process', async () => {
    const [one, other] = [new Metrics('ingestion'), new Metrics('ingestion')];
    one.counter('groundwork_calls_total', 'Calls.').inc(3);
    other.counter('groundwork_calls_total', 'Calls.').inc(4);

    expect(await one.text()).toContain('groundwork_calls_total{service="ingestion"} 3');
  });
});

describe(MetricsServer.name, () => {
  it('serves them on a port of their own, and nothing else, and ends with the application', async () => {
    const app = await started(0);
    const url = app.get(MetricsServer).url ?? '';
    app.get(Metrics).counter('groundwork_calls_total', 'Calls.').inc();

    const reply = await fetch(url);
    expect(reply.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await reply.text()).toContain('groundwork_calls_total{service="ingestion"} 1');
    expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);

    await app.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('is off unless it is given a port', async () => {
    const app = await started(undefined);

    expect(app.get(MetricsServer).url).toBeUndefined();
    await app.close();
  });
});
