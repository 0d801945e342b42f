import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Refused } from '../client/faults.ts';
import { Groundwork, isSettled } from '../client/groundwork.ts';
import { upload, type OutgoingFile } from '../client/upload.ts';
import { codeOf } from '../error-code.ts';
import { outcomeLine, progressLine } from './progress-line.ts';
import { EXIT, productUrl, runCommand, WrongUsage } from './run-command.ts';

const USAGE = `npm run upload -- FILE...

  Uploads PDF, Word, Excel, PowerPoint, HTML, CSV, Markdown or text files and waits until they can be asked about.
  GROUNDWORK_URL  where the product is (default http://localhost:8080)`;

/** Bytes of a file are this share of its bar; the stages after it are the rest. */
const SENDING_SHARE = 0.2;

async function outgoing(path: string): Promise<OutgoingFile> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Refused(0, 'unreadable', `${path} cannot be read (${codeOf(error) ?? 'unknown fault'}).`);
  });
  if (!found.isFile()) throw new Refused(0, 'not_a_file', `${path} is not a file.`);
  return { name: basename(path), bytes: found.size, open: () => createReadStream(path) };
}

/** Draws over the same line on a terminal; elsewhere only lines that stay are written. */
function draw(line: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
}

/** @returns whether the document became ready. */
async function uploadOne(groundwork: Groundwork, path: string): Promise<boolean> {
  const startedAt = performance.now();
  const name = basename(path);
  try {
    const file = await outgoing(path);
    draw(progressLine(name, 0, 'uploading'));
    let view = await upload(groundwork.url, file, (sent) =>
      draw(progressLine(name, (sent / file.bytes) * SENDING_SHARE, 'uploading')),
    );
    for await (view of groundwork.follow(view.id)) {
      draw(progressLine(name, SENDING_SHARE + (1 - SENDING_SHARE) * view.progress, view.status));
      if (isSettled(view)) break;
    }
    if (!isSettled(view)) view = await groundwork.settled(view.id);
    draw('');
    console.log(outcomeLine(name, view, (performance.now() - startedAt) / 1_000));
    return view.status === 'ready';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    draw('');
    console.error(`${name} was not taken: ${error.message} (${error.code})`);
    return false;
  }
}

await runCommand(async () => {
  const paths = process.argv.slice(2);
  if (paths.length === 0 || paths.some((path) => path.startsWith('--'))) throw new WrongUsage(USAGE);
  const groundwork = new Groundwork(productUrl(process.env));
  let failed = 0;
  for (const path of paths) if (!(await uploadOne(groundwork, path))) failed++;
  return failed === 0 ? EXIT.ok : EXIT.refused;
});
