import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotStart } from '../../tools/cannot-start.ts';
import { codeOf } from '../../tools/error-code.ts';

const run = promisify(execFile);

/** Memory pdftotext may take, in kilobytes: one PDF of the set makes it ask for 22 GB. */
const MAX_KB = 2_000_000;
const MAX_MS = 30_000;

/** What poppler reads in a PDF; undefined if it cannot, or says that it lacks the tables of a script (`poppler-data`). Under a memory limit and a deadline. */
export async function popplerText(path: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run('sh', ['-c', `ulimit -v ${MAX_KB}; exec pdftotext -enc UTF-8 "$0" -`, path], {
      timeout: MAX_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    return /Missing language pack/.test(stderr) ? undefined : stdout;
  } catch {
    return undefined;
  }
}

/** @throws {CannotStart} with what to install if there is no pdftotext. */
export async function needPoppler(): Promise<string> {
  try {
    const { stderr } = await run('pdftotext', ['-v']);
    return /version (\S+)/.exec(stderr)?.[1] ?? '';
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new CannotStart(
      'pdftotext is not installed, and this compares with it: on Debian and Ubuntu, `apt-get install poppler-utils`.',
    );
  }
}
