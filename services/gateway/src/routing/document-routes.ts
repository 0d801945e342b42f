import { z } from 'zod';
import {
  documentPageSchema,
  documentPatchBody,
  documentSchema,
  documentsQuery,
  documentTextSchema,
  uploadResultSchema,
} from '@shared/contracts';
import type { PublicRoute } from './public-route.js';

const documents = { owner: 'ingestion', tag: 'documents' } as const;
const one = '/api/documents/{documentId}';

/** Files in, their stages, and files out. */
export const documentRoutes: readonly PublicRoute[] = [
  {
    ...documents,
    method: 'POST',
    path: '/api/documents',
    access: 'contributor',
    summary: 'Upload one or more files.',
    body: { form: 'upload' },
    idempotent: true,
    answers: {
      200: { description: 'The same content is already there.', schema: documentSchema },
      202: {
        description:
          'Taken; the stages follow at its events. One file: the document; several: what was taken and what was not.',
        schema: z.union([documentSchema, uploadResultSchema]),
      },
    },
  },
  {
    ...documents,
    method: 'GET',
    path: '/api/documents',
    summary: 'List the documents you may see, newest first; with a tag only those that have it.',
    query: documentsQuery,
    answers: { 200: { description: 'One page of documents.', schema: documentPageSchema } },
  },
  {
    ...documents,
    method: 'GET',
    path: one,
    summary: 'Show one document and its stage.',
    answers: { 200: { description: 'The document.', schema: documentSchema } },
  },
  {
    ...documents,
    method: 'PATCH',
    path: one,
    access: 'contributor',
    summary: 'Rename a document, choose who else may see it, or give it other tags.',
    body: { json: documentPatchBody },
    answers: { 200: { description: 'The changed document.', schema: documentSchema } },
  },
  {
    ...documents,
    method: 'DELETE',
    path: one,
    access: 'contributor',
    summary: 'Delete a document: its passages, its file and its row.',
    answers: { 204: { description: 'Gone.' } },
  },
  {
    ...documents,
    method: 'POST',
    path: `${one}/retry`,
    access: 'contributor',
    summary: 'Try a failed document again.',
    answers: { 202: { description: 'Queued again.', schema: documentSchema } },
  },
  {
    ...documents,
    method: 'PUT',
    path: `${one}/content`,
    access: 'contributor',
    summary: 'Upload a new version. The old one answers until the new one is ready.',
    body: { form: 'upload' },
    idempotent: true,
    answers: {
      200: { description: 'The content is what it was.', schema: documentSchema },
      202: { description: 'Taken.', schema: documentSchema },
    },
  },
  {
    ...documents,
    method: 'GET',
    path: `${one}/content`,
    summary: 'Download the file; ranges are supported.',
    servesFile: true,
    answers: {
      200: { description: 'The file.', mediaType: 'application/octet-stream' },
      206: { description: 'The range asked for.', mediaType: 'application/octet-stream' },
    },
  },
  {
    ...documents,
    method: 'GET',
    path: `${one}/text`,
    summary: 'The normalised text that all offsets of citations point into.',
    answers: { 200: { description: 'The text.', schema: documentTextSchema } },
  },
  {
    ...documents,
    method: 'GET',
    path: `${one}/events`,
    summary: 'Follow the stages as server-sent events, until ready or failed.',
    streams: true,
    answers: { 200: { description: 'Each event carries the document as JSON.', mediaType: 'text/event-stream' } },
  },
];
