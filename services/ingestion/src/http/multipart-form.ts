import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { InvalidInput } from '@shared/errors';
import type { FastifyRequest } from 'fastify';
import type { FormPart } from '../uploads/upload-form.js';
import { UploadMalformed } from '../uploads/upload-errors.js';

/** Most files and fields of one form, and the longest field, in bytes. */
const MAX_FILES = 100;
const MAX_FIELDS = 200;
const MAX_FIELD_BYTES = 64 * 1024;

/** Lets the service read multipart forms part by part. @param maxBytes one byte more is let through, so that the meter sees it. */
export async function acceptForms(app: NestFastifyApplication, maxBytes: number): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: maxBytes + 1,
      files: MAX_FILES,
      fields: MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      parts: MAX_FILES + MAX_FIELDS,
    },
  });
}

/** What the form's reader says of one with too many of something. */
const LIMIT_CODES = ['FST_FILES_LIMIT', 'FST_FIELDS_LIMIT', 'FST_PARTS_LIMIT'];

/**
 * The parts of a request's form as they arrive.
 *
 * @throws {UploadMalformed} if the request is no form. @throws {InvalidInput} if it has too many parts.
 */
export async function* formParts(request: FastifyRequest): AsyncGenerator<FormPart> {
  if (!request.isMultipart()) throw new UploadMalformed();
  try {
    yield* partsOf(request);
  } catch (error) {
    const isOverLimit = error instanceof Error && 'code' in error && LIMIT_CODES.includes(String(error.code));
    throw isOverLimit
      ? new InvalidInput(
          `The form has more than ${MAX_FILES} files or ${MAX_FIELDS} fields; send the files in several uploads.`,
          { cause: error },
        )
      : error;
  }
}

async function* partsOf(request: FastifyRequest): AsyncGenerator<FormPart> {
  for await (const part of request.parts()) {
    if (part.type === 'file') yield { type: 'file', name: part.fieldname, fileName: part.filename, bytes: part.file };
    else yield { type: 'field', name: part.fieldname, value: String(part.value) };
  }
}
