import type { Readable } from 'node:stream';
import { principalSchema, tagsSchema } from '@shared/contracts';
import { DomainError, InvalidInput } from '@shared/errors';
import { z } from 'zod';
import type { TakenFile } from './file-intake.js';
import { UploadMalformed } from './upload-errors.js';

/** One part of a multipart form, in the order it arrives. */
export type FormPart =
  | { readonly type: 'field'; readonly name: string; readonly value: string }
  | { readonly type: 'file'; readonly name: string; readonly fileName: string | undefined; readonly bytes: Readable };

/** A file of the form that was not taken, and why. */
export interface RefusedFile {
  readonly fileName: string | undefined;
  readonly reason: DomainError;
}

/** Everything a form had, its files in the store by now. */
export interface ReadForm {
  readonly taken: readonly TakenFile[];
  readonly refused: readonly RefusedFile[];
  readonly title: string | undefined;
  readonly visibleTo: readonly string[] | undefined;
  readonly tags: readonly string[];
}

const titleSchema = z.string().trim().min(1).max(300);
const readersSchema = z.array(principalSchema).max(100);

/**
 * Reads a form to its end: fields may stand before or after the files.
 *
 * @param take puts one file into the store.
 * @param drop takes it out again, when the form as a whole turns out to be bad.
 * @throws {InvalidInput} naming the field. @throws {UploadMalformed} if the form breaks off.
 */
export async function readForm(
  parts: AsyncIterable<FormPart>,
  take: (fileName: string | undefined, bytes: Readable) => Promise<TakenFile>,
  drop: (file: TakenFile) => Promise<void>,
): Promise<ReadForm> {
  const taken: TakenFile[] = [];
  const refused: RefusedFile[] = [];
  const titles: string[] = [];
  const readers: string[] = [];
  const tags: string[] = [];
  let hasReaders = false;
  try {
    for await (const part of parts) {
      if (part.type === 'field') {
        if (part.name === 'title' && part.value.trim() !== '') titles.push(part.value);
        if (part.name === 'visibleTo') {
          hasReaders = true;
          readers.push(...listIn('visibleTo', part.value));
        }
        if (part.name === 'tags') tags.push(...listIn('tags', part.value));
      } else if (part.name !== 'file') {
        part.bytes.resume();
      } else {
        try {
          taken.push(await take(part.fileName, part.bytes));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          refused.push({ fileName: part.fileName, reason: error });
        }
      }
    }
    return {
      taken,
      refused,
      title: titles[0] === undefined ? undefined : checked('title', titleSchema, titles[0]),
      visibleTo: hasReaders ? [...new Set(checked('visibleTo', readersSchema, readers))] : undefined,
      tags: checked('tags', tagsSchema, tags),
    };
  } catch (error) {
    await Promise.all(taken.map(drop));
    throw isBrokenOff(error) ? new UploadMalformed({ cause: error }) : error;
  }
}

/** `visibleTo` and `tags` may be repeated, hold several names parted by commas, or be a JSON list. */
function listIn(field: string, value: string): string[] {
  const trimmed = value.trim();
  if (trimmed.startsWith('[')) {
    try {
      return z.array(z.string()).parse(JSON.parse(trimmed));
    } catch (cause) {
      throw new InvalidInput(`${field}: is not a list of names`, { cause });
    }
  }
  return trimmed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function checked<T>(field: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(`${field}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
}

/** What the form's reader says of a form that is none, or ends in the middle. */
const isBrokenOff = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof DomainError) &&
  !('statusCode' in error && Number(error.statusCode) >= 500) &&
  /broke off|unexpected end|premature|multipart|malformed|aborted|terminated/i.test(`${error.name} ${error.message}`);
