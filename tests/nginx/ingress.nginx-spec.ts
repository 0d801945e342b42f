import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { paddedPdf } from '../support/padded-pdf.js';
import { directivesOf, type Flavor } from './nginx-config.js';
import { startBehind, type ProductBehind } from './product-behind.js';
import { renderChart } from './rendered-chart.js';
import { FORM_BYTES, sendForm } from './send-form.js';
import { TestNginx } from './test-nginx.js';

const START_MS = 200_000;
const MIB = 1024 ** 2;
/** What forms may add to their files: the product's number, and the chart's. */
const FORM_OVERHEAD_BYTES = MIB;
/** A model that thinks longer than most proxies wait. */
const FIRST_TOKEN_MS = 90_000;
const HEARTBEAT_MS = 15_000;

const FACT = 'The lighthouse of Skerry is painted in heliotrope.';
const QUESTION = 'In which colour is the lighthouse of Skerry painted?';

/** An event or comment of a stream, as it came. */
interface Heard {
  readonly atMs: number;
  readonly line: string;
}

/** Asks through `url`, and notes when each line of the answer came. `error`: the stream broke off. */
async function askThrough(url: string): Promise<{ heard: Heard[]; error: unknown }> {
  const askedAt = performance.now();
  const heard: Heard[] = [];
  const response = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: QUESTION }),
  });
  let rest = '';
  try {
    for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const atMs = performance.now() - askedAt;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') heard.push({ atMs, line });
    }
    return { heard, error: undefined };
  } catch (error) {
    return { heard, error };
  }
}

const words = (heard: readonly Heard[]): Heard[] => heard.filter(({ line }) => line.includes('"type":"text-delta"'));
const ends = (heard: readonly Heard[]): string[] =>
  heard.flatMap(({ line }) => /"type":"(finish|abort|error)"/.exec(line)?.[1] ?? []);

describe('the product behind a real nginx', () => {
  const flavors: readonly Flavor[] = ['community', 'f5'];
  const charts = { community: renderChart('community'), f5: renderChart('f5') };
  const nginxes = new Map<Flavor, TestNginx>();
  const [uploadMaxBytes = 0] = charts.community.uploadMaxBytes;
  const bodyMaxBytes = uploadMaxBytes + FORM_OVERHEAD_BYTES;
  let behind: ProductBehind;
  const through = (flavor: Flavor): string => nginxes.get(flavor)?.url ?? '';

  beforeAll(async () => {
    behind = await startBehind(uploadMaxBytes);
    const { url } = behind.product;
    for (const flavor of flavors) nginxes.set(flavor, await TestNginx.start(flavor, charts[flavor].annotations, url));
    const { id } = await upload(url, inMemory('lighthouse.txt', Buffer.from(FACT)));
    await new Groundwork(url).settled(id);
  }, START_MS);

  afterAll(async () => {
    for (const nginx of nginxes.values()) await nginx.stop();
    await behind.stop();
  });

  it('has one number for the largest file in all services and both dialects', () => {
    // The gateway, ingestion's API and its worker.
    const everywhere = [104_857_600, 104_857_600, 104_857_600];
    expect(charts).toMatchObject({ community: { uploadMaxBytes: everywhere }, f5: { uploadMaxBytes: everywhere } });
  });

  it('waits a quarter of an hour or longer through any silence', () => {
    for (const flavor of flavors) {
      const directives = directivesOf(flavor, charts[flavor].annotations).join(' ');
      const [, idleSeconds] = /proxy_read_timeout (\d+)s;/.exec(directives) ?? [];
      expect(Number(idleSeconds)).toBeGreaterThanOrEqual(15 * 60);
    }
  });

  it('streams an answer whose first word takes 90 s, and says all the while that it lives', async () => {
    behind.models.order({ kind: 'latency', ms: FIRST_TOKEN_MS }, { operation: 'chat', count: flavors.length });

    const answers = await Promise.all(flavors.map((flavor) => askThrough(through(flavor))));

    for (const { heard, error } of answers) {
      expect(error).toBeUndefined();
      expect(ends(heard)).toEqual(['finish']);
      expect(heard.at(-1)?.line).toBe('data: [DONE]');
      expect(words(heard)[0]?.atMs).toBeGreaterThanOrEqual(FIRST_TOKEN_MS);
      expect(
        words(heard)
          .map(({ line }) => line)
          .join(''),
      ).toContain('heliotrope');
      // One comment at once, and then one every 15 s: nothing was held back.
      const times = heard.filter(({ atMs }) => atMs < FIRST_TOKEN_MS).map(({ atMs }) => atMs);
      const pauses = times.map((atMs, i) => atMs - (times[i - 1] ?? 0));
      expect(Math.max(...pauses)).toBeLessThan(HEARTBEAT_MS + 5_000);
      expect(heard.filter(({ line }) => line.startsWith(':')).length).toBeGreaterThanOrEqual(6);
    }
  }, 150_000);

  describe.each(flavors)('as %s sets it', (flavor) => {
    it('takes a file of 60 MB, reads it, and cites it', async () => {
      const groundwork = new Groundwork(through(flavor));
      const fact = `The ${flavor} ferry crosses at seventeen minutes past nine.`;
      const { id } = await upload(groundwork.url, inMemory(`${flavor}.pdf`, paddedPdf(fact, 60 * MIB)));
      try {
        expect(await groundwork.settled(id)).toMatchObject({ status: 'ready', pages: 1 });
        const { answer, citations } = await groundwork.ask({
          message: `When does the ${flavor} ferry cross?`,
          documentIds: [id],
        });
        expect(answer).toContain('seventeen minutes past nine');
        expect(citations.map(({ documentId }) => documentId)).toContain(id);
      } finally {
        await groundwork.remove(id);
      }
    });

    it('takes the largest file there may be, to the byte', async () => {
      const groundwork = new Groundwork(through(flavor));
      const largest = inMemory(`${flavor}-largest.pdf`, paddedPdf(`The largest of ${flavor}.`, uploadMaxBytes));
      expect(largest.bytes).toBe(uploadMaxBytes);

      const { id } = await upload(groundwork.url, largest);

      await groundwork.remove(id);
    });

    it('has a file of one byte more refused by the product, in its own words', async () => {
      expect(await sendForm(through(flavor), uploadMaxBytes + 1)).toEqual({ status: 413, code: 'file_too_large' });
    });

    it('passes a body of exactly its limit, and none of one byte more: the number at which the product stops too', async () => {
      const fits = bodyMaxBytes - FORM_BYTES;

      expect(await sendForm(through(flavor), fits)).toEqual({ status: 413, code: 'file_too_large' });
      expect(await sendForm(through(flavor), fits + 1)).toEqual({ status: 413, code: undefined });
      expect(await sendForm(through(flavor), fits + 1, { isChunked: true })).toEqual({ status: 413, code: undefined });
      expect(await sendForm(behind.product.url, fits + 1)).toEqual({ status: 413, code: 'upload_too_large' });
    });

    it('hands words on as they come', async () => {
      behind.models.order({ kind: 'latency', ms: 0, perTokenMs: 150 }, { operation: 'chat', count: 1 });

      const { heard, error } = await askThrough(through(flavor));

      expect(error).toBeUndefined();
      const times = words(heard).map(({ atMs }) => atMs);
      expect(times.length).toBeGreaterThanOrEqual(4);
      // In one piece they would all have come at once.
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(0.7 * 150 * (times.length - 1));
    });

    it('leads a WebSocket to a realtime model and back', async () => {
      const socket = new WebSocket(`${through(flavor).replace('http', 'ws')}/v1/realtime?model=local-echo`);
      const events: { type: string; delta?: string }[] = [];
      const done = new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.on('message', (data: Buffer) => {
          const event = JSON.parse(data.toString()) as (typeof events)[number];
          events.push(event);
          if (event.type === 'response.done') resolve();
        });
      });
      await once(socket, 'open');
      const content = [{ type: 'input_text', text: 'hello there' }];
      socket.send(
        JSON.stringify({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } }),
      );
      socket.send(JSON.stringify({ type: 'response.create' }));
      await done;

      const said = events.filter(({ type }) => type.endsWith('text.delta')).map(({ delta }) => delta);
      expect(said.join('')).toBe('You said: hello there');
      socket.close();
      await once(socket, 'close');
    });
  });

  it('is what its annotations make of it: with others it cuts what these let through', async () => {
    const prefix = 'nginx.ingress.kubernetes.io/';
    const { annotations } = renderChart('community', {
      [`${prefix}proxy-read-timeout`]: '1',
      [`${prefix}proxy-body-size`]: '1m',
    });
    const nginx = await TestNginx.start('community', annotations, behind.product.url);
    try {
      behind.models.order({ kind: 'latency', ms: 5_000 }, { operation: 'chat', count: 1 });
      const { heard, error } = await askThrough(nginx.url);
      expect(error).toMatchObject({ message: 'terminated' });
      expect(ends(heard)).toEqual([]);
      expect(await sendForm(nginx.url, 2 * MIB)).toEqual({ status: 413, code: undefined });
    } finally {
      await nginx.stop();
    }
  });
});
