import { randomBytes } from 'node:crypto';
import { ProcessWatch } from '../evals/parsing/process-watch.ts';
import { longPdf } from '../evals/speed/long-pdf.ts';
import { Groundwork } from '../tools/client/groundwork.ts';
import { spawnWorker, stopWorker, workerPlace } from '../tools/client/ingestion-worker.ts';
import { newDataDir, removeDataDir, startProduct } from '../tools/client/own-product.ts';
import { inMemory, upload, type OutgoingFile } from '../tools/client/upload.ts';

const LONG_PAGES = 2_400;
const UPLOADS = 10;
const UPLOAD_MB = 50;
/** Of the ingestion API and of a worker, each in a process of its own as on AKS. */
const SERVICE_BAR_MB = 250;
/** Of one extraction child: its cap, `EXTRACT_MAX_RSS_BYTES`. */
const CHILD_BAR_MB = 512;

interface Peak {
  readonly name: string;
  readonly seconds: number;
  readonly apiMb: number;
  readonly workerMb: number;
  readonly childMb: number;
}

export interface MemoryReport {
  readonly peaks: readonly Peak[];
  readonly passed: boolean;
}

/** What the ingestion processes take at most, by what Linux says of them, while much is put into them. */
export async function runMemory(): Promise<MemoryReport> {
  const dataDir = await newDataDir();
  const product = await startProduct(dataDir, { INGESTION_ROLE: 'api' });
  try {
    const { child, up } = spawnWorker(await workerPlace(dataDir));
    await up;
    try {
      return await measure(new Groundwork(product.url), product.pid, child.pid ?? 0);
    } finally {
      await stopWorker(child);
    }
  } finally {
    await product.stop();
    await removeDataDir(dataDir);
  }
}

async function measure(groundwork: Groundwork, productPid: number, workerPid: number): Promise<MemoryReport> {
  const api = new ProcessWatch(productPid);
  const worker = new ProcessWatch(workerPid);
  const peaks: Peak[] = [];
  const during = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    for (const watch of [api, worker]) watch.takePeaksMb();
    const startedAt = performance.now();
    await work();
    const { ingestion: workerMb, extraction: childMb } = worker.takePeaksMb();
    const seconds = (performance.now() - startedAt) / 1_000;
    peaks.push({ name, seconds, apiMb: api.takePeaksMb().ingestion, workerMb, childMb });
  };
  try {
    const long = inMemory('long.pdf', await longPdf(LONG_PAGES, `m${randomBytes(4).toString('hex')}`));
    await during(`a PDF of ${LONG_PAGES} pages`, () => ingest(groundwork, long));
    const large = Array.from({ length: UPLOADS }, (_, i) => largePdf(`large-${i}.pdf`));
    await during(`${UPLOADS} uploads of ${UPLOAD_MB} MB at once`, () =>
      Promise.all(large.map((file) => ingest(groundwork, file))),
    );
  } finally {
    for (const watch of [api, worker]) watch.stop();
  }
  const passed = peaks.every(
    ({ apiMb, workerMb, childMb }) => Math.max(apiMb, workerMb) <= SERVICE_BAR_MB && childMb <= CHILD_BAR_MB,
  );
  return { peaks, passed };
}

async function ingest(groundwork: Groundwork, file: OutgoingFile): Promise<void> {
  const { id } = await upload(groundwork.url, file);
  const { failure } = await groundwork.settled(id);
  if (failure) throw new Error(`${file.name} failed: ${failure.message}`);
}

/** A PDF of one page of text and a stream of noise, as a picture would be, that makes it as large as wanted. */
function largePdf(name: string): OutgoingFile {
  const noise = UPLOAD_MB * 1024 * 1024;
  const text = 'BT /F1 12 Tf 20 20 Td (One page and much beside it.) Tj ET';
  const objects = [
    '<</Type /Catalog /Pages 2 0 R>>',
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 99] /Contents 4 0 R /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>>',
    `<</Length ${text.length}>> stream\n${text}\nendstream`,
  ];
  let head = `%PDF-1.4\n%${randomBytes(8).toString('hex')}\n`;
  const places: number[] = [];
  for (const [i, object] of objects.entries()) {
    places.push(head.length);
    head += `${i + 1} 0 obj ${object}\nendobj\n`;
  }
  places.push(head.length);
  head += `5 0 obj <</Length ${noise}>> stream\n`;
  const close = '\nendstream\nendobj\n';
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const tail = `${close}xref\n0 6\n0000000000 65535 f \n${table}trailer <</Size 6 /Root 1 0 R>>\nstartxref\n${head.length + noise + close.length}\n%%EOF\n`;
  const piece = randomBytes(1024 * 1024);
  return {
    name,
    bytes: head.length + noise + tail.length,
    open: async function* () {
      yield Buffer.from(head, 'latin1');
      for (let sent = 0; sent < noise; sent += piece.length) yield await Promise.resolve(piece);
      yield Buffer.from(tail, 'latin1');
    },
  };
}

/** The figures, for a person. */
export const memoryLines = ({ peaks }: MemoryReport): string[] =>
  peaks.flatMap(({ name, seconds, apiMb, workerMb, childMb }) => [
    `${name}, ${seconds.toFixed(1)} s until ready:`,
    line('API', apiMb, SERVICE_BAR_MB),
    line('worker', workerMb, SERVICE_BAR_MB),
    line('an extraction child', childMb, CHILD_BAR_MB),
  ]);

const line = (name: string, mb: number, bar: number): string =>
  `  ${name.padEnd(20)} ${mb.toFixed(0)} MB at most (bar ${bar} MB: ${mb <= bar ? 'passed' : 'MISSED'})`;
