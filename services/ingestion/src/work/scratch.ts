import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A folder for one piece of work, gone afterwards. */
export class Scratch {
  private constructor(private readonly folder: string) {}

  static async open(): Promise<Scratch> {
    return new Scratch(await mkdtemp(join(tmpdir(), 'groundwork-ingestion-')));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a stream to a file of the folder. */
  async save(name: string, bytes: Readable, signal: AbortSignal): Promise<string> {
    await pipeline(bytes, createWriteStream(this.path(name)), { signal });
    return this.path(name);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
