import { randomBytes } from 'node:crypto';
import { ProcessWatch } from '../evals/parsing/process-watch.ts';
import { longPdf } from '../evals/speed/long-pdf.ts';
import { CannotStart } from '../tools/cannot-start.ts';
import type { Groundwork } from '../tools/client/groundwork.ts';
import { inMemory, upload, type OutgoingFile } from '../tools/client/upload.ts';

const LONG_PAGES = 2_400;
const UPLOADS = 10;
const UPLOAD_MB = 50;
/** Of the ingestion service, API and worker in one process here; each alone may take as much. */
const SERVICE_BAR_MB = 250;
/** Of one extraction child: its cap, `EXTRACT_MAX_RSS_BYTES`. */
const CHILD_BAR_MB = 512;

interface Peak {
  readonly name: string;
  readonly seconds: number;
  readonly serviceMb: number;
  readonly childMb: number;
}

export interface MemoryReport {
  readonly peaks: readonly Peak[];
  readonly passed: boolean;
}

/** What the ingestion processes take at most, by what Linux says of them, while much is put into them. */
export async function runMemory(groundwork: Groundwork, pid: number | undefined): Promise<MemoryReport> {
  if (pid === undefined) throw new CannotStart('Memory is measured of a product started for it: leave --url out.');
  const watch = new ProcessWatch(pid);
  const peaks: Peak[] = [];
  const during = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    watch.takePeaksMb();
    const startedAt = performance.now();
    await work();
    const { ingestion, extraction } = watch.takePeaksMb();
    peaks.push({ name, seconds: (performance.now() - startedAt) / 1_000, serviceMb: ingestion, childMb: extraction });
  };
  try {
    const long = inMemory('long.pdf', await longPdf(LONG_PAGES, `m${randomBytes(4).toString('hex')}`));
    await during(`a PDF of ${LONG_PAGES} pages`, () => ingest(groundwork, long));
    const large = Array.from({ length: UPLOADS }, (_, i) => largePdf(`large-${i}.pdf`));
    await during(`${UPLOADS} uploads of ${UPLOAD_MB} MB at once`, () =>
      Promise.all(large.map((file) => ingest(groundwork, file))),
    );
  } finally {
    watch.stop();
  }
  const passed = peaks.every(({ serviceMb, childMb }) => serviceMb <= SERVICE_BAR_MB && childMb <= CHILD_BAR_MB);
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
  peaks.flatMap(({ name, seconds, serviceMb, childMb }) => [
    `${name}, ${seconds.toFixed(1)} s until ready:`,
    `  API and worker in one process  ${serviceMb.toFixed(0)} MB at most (bar ${SERVICE_BAR_MB} MB: ${kept(serviceMb <= SERVICE_BAR_MB)})`,
    `  an extraction child            ${childMb.toFixed(0)} MB at most (bar ${CHILD_BAR_MB} MB: ${kept(childMb <= CHILD_BAR_MB)})`,
  ]);

const kept = (isKept: boolean): string => (isKept ? 'passed' : 'MISSED');
