import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { Deployment } from '@shared/models';
import { AudioFormMalformed, AudioTooLarge } from './errors.js';

/** Largest recording, in MiB: the limit of OpenAI and Azure. */
const MAX_MIB = 25;
const MIB = 1024 ** 2;
/** What a form may hold beside its file. */
const LIMITS = { fileSize: MAX_MIB * MIB, files: 1, fields: 50, fieldSize: MIB, fieldNameSize: 200 } as const;
/** Largest body of a form, in bytes: the recording and all else. */
export const AUDIO_FORM_MAX_BYTES = (MAX_MIB + 1) * MIB;

type Part =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly fileName: string;
      readonly mediaType: string;
      readonly bytes: number;
    };

/**
 * A form with a recording, on disk and not in memory: `model` may come after the file, and another deployment may
 * have to be sent the same bytes again.
 */
export class AudioForm {
  private readonly boundary = `groundwork-${randomUUID()}`;

  private constructor(
    private readonly folder: string,
    private readonly parts: readonly Part[],
  ) {}

  /**
   * Reads a form to its end; whoever has it must {@link discard} it.
   * @throws {AudioFormMalformed | AudioTooLarge} and whatever `body` fails with.
   */
  static async read(contentType: string, body: Readable): Promise<AudioForm> {
    const folder = await mkdtemp(join(tmpdir(), 'groundwork-audio-'));
    try {
      return new AudioForm(folder, await partsOf(contentType, body, folder));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The last value of a field. */
  field(name: string): string | undefined {
    return this.parts.flatMap((part) => (part.kind === 'field' && part.name === name ? [part.value] : [])).at(-1);
  }

  get bytes(): number {
    return this.parts.reduce((sum, part) => sum + (part.kind === 'file' ? part.bytes : part.value.length), 0);
  }

  headersFor(deployment: Deployment): Record<string, string> {
    const pieces = this.pieces(deployment);
    const length = pieces.reduce(
      (sum, piece) => sum + (typeof piece === 'string' ? Buffer.byteLength(piece) : piece.bytes),
      0,
    );
    return {
      'content-type': `multipart/form-data; boundary=${this.boundary}`,
      'content-length': String(length),
    };
  }

  /** The form anew, parts in their order, with the deployment's own name; read from disk as it is sent. */
  bodyFor(deployment: Deployment): Readable {
    return Readable.from(this.bytesOf(this.pieces(deployment)), { objectMode: false });
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async *bytesOf(pieces: readonly Piece[]): AsyncGenerator<Buffer> {
    for (const piece of pieces) {
      if (typeof piece === 'string') yield Buffer.from(piece);
      else yield* createReadStream(fileIn(this.folder)) as AsyncIterable<Buffer>;
    }
  }

  private pieces({ deployment, pathStyle }: Deployment): Piece[] {
    const pieces: Piece[] = [];
    for (const part of this.parts) {
      const isModel = part.kind === 'field' && part.name === 'model';
      // The classic path names the deployment already, and refuses to be told twice.
      if (isModel && pathStyle === 'dated') continue;
      pieces.push(`--${this.boundary}\r\n${headOf(part)}\r\n\r\n`);
      if (part.kind === 'file') pieces.push(part, '\r\n');
      else pieces.push(`${isModel ? deployment : part.value}\r\n`);
    }
    return [...pieces, `--${this.boundary}--\r\n`];
  }
}

type Piece = string | Extract<Part, { kind: 'file' }>;
const fileIn = (folder: string): string => join(folder, 'recording');
const quoted = (text: string): string => text.replace(/"/g, '%22').replace(/[\r\n]/g, ' ');

function headOf(part: Part): string {
  const head = `content-disposition: form-data; name="${quoted(part.name)}"`;
  if (part.kind === 'field') return head;
  return `${head}; filename="${quoted(part.fileName)}"\r\ncontent-type: ${quoted(part.mediaType)}`;
}

async function partsOf(contentType: string, body: Readable, folder: string): Promise<Part[]> {
  const parts: Part[] = [];
  let writing: Promise<void> | undefined;
  let failure: Error | undefined;
  let parser: BusboyInstance;
  try {
    parser = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
  } catch (cause) {
    throw new AudioFormMalformed({ cause });
  }
  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    if (nameTruncated || valueTruncated) failure ??= new AudioFormMalformed();
    else parts.push({ kind: 'field', name, value });
  });
  parser.on('file', (name, stream, fileName, _encoding, mediaType) => {
    const place = parts.length;
    stream.once('limit', () => (failure ??= new AudioTooLarge(MAX_MIB)));
    parts.push({ kind: 'file', name, fileName, mediaType, bytes: 0 });
    writing = pipeline(stream, createWriteStream(fileIn(folder))).then(() => {
      parts[place] = { kind: 'file', name, fileName, mediaType, bytes: stream.bytesRead };
    });
    // Reported below; until then nobody waits for it.
    writing.catch(() => undefined);
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
    parser.on(limit, () => (failure ??= new AudioFormMalformed()));
  try {
    await pipeline(body, parser);
    await writing;
  } catch (error) {
    throw error instanceof Error && 'kind' in error ? error : new AudioFormMalformed({ cause: error });
  }
  if (failure) throw failure;
  if (!writing) throw new AudioFormMalformed();
  return parts;
}
