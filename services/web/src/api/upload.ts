import { type DocumentView, type UploadResult } from '@shared/contracts';
import { session } from '../sign-in/session.js';
import { text } from '../text.js';
import { refused, unreachable } from './client.js';
import { ApiError } from './problem.js';

export interface UploadOptions {
  /** Bytes sent so far; 0 to the size of the file. */
  onSent: (bytes: number) => void;
  signal: AbortSignal;
}

export interface Taken {
  document: DocumentView;
  /** False when the same content was there already: then this is the document that holds it. */
  isNew: boolean;
}

/**
 * Sends one file. XMLHttpRequest, because fetch() cannot say how much of a body has left.
 *
 * @throws {ApiError} if the server refused the file or the connection broke.
 * @throws `signal.reason` once `signal` aborts.
 */
export async function uploadFile(file: File, { onSent, signal }: UploadOptions): Promise<Taken> {
  const identity = await session.headers();
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const body = new FormData();
    body.append('file', file, file.name);

    const abort = () => xhr.abort();
    signal.addEventListener('abort', abort, { once: true });
    xhr.upload.onprogress = ({ loaded }) => onSent(Math.min(loaded, file.size));
    xhr.onabort = () =>
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError'));
    xhr.onerror = () => reject(unreachable(text.documents.cutOff));
    xhr.onloadend = () => signal.removeEventListener('abort', abort);
    xhr.onload = () => {
      if (xhr.status < 200 || xhr.status > 299) {
        reject(refused(xhr.status, xhr.responseText, xhr.getResponseHeader('retry-after')));
        return;
      }
      const taken = takenDocument(xhr.responseText);
      if (taken instanceof ApiError) reject(taken);
      else resolve({ document: taken, isNew: xhr.status === 202 });
    };

    xhr.open('POST', '/api/documents');
    xhr.setRequestHeader('accept', 'application/json');
    for (const [name, value] of Object.entries(identity)) xhr.setRequestHeader(name, value);
    xhr.send(body);
  });
}

/** One file is answered with its document; in the form for several files the one may also stand among the rejected. */
function takenDocument(body: string): DocumentView | ApiError {
  const answer = JSON.parse(body) as DocumentView | UploadResult;
  if (!('documents' in answer)) return answer;
  const [taken] = answer.documents;
  if (taken) return taken;
  const [rejected] = answer.rejected;
  return new ApiError({ code: rejected?.code ?? 'unknown', message: rejected?.message ?? text.chat.errorBody }, 400);
}
