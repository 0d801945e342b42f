import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A log that has grown past this is put aside, in bytes. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Logs put aside that are kept: `chat.log.1` is the youngest. */
const KEPT = 3;

/**
 * The file that one service's output goes to.
 *
 * Written at once and not through a stream: the lines that matter most are those just before a crash.
 */
export class ServiceLog {
  readonly file: string;
  private descriptor: number;
  private bytes: number;

  constructor(file: string) {
    this.file = file;
    this.descriptor = openSync(file, 'a');
    this.bytes = fstatSync(this.descriptor).size;
    this.putAsideIfFull();
  }

  write(line: string): void {
    this.bytes += writeSync(this.descriptor, `${line}\n`);
    this.putAsideIfFull();
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private putAsideIfFull(): void {
    if (this.bytes < MAX_BYTES) return;
    closeSync(this.descriptor);
    for (let n = KEPT; n >= 1; n--) {
      const older = n === 1 ? this.file : `${this.file}.${n - 1}`;
      if (existsSync(older)) renameSync(older, `${this.file}.${n}`);
    }
    this.descriptor = openSync(this.file, 'a');
    this.bytes = 0;
  }
}
