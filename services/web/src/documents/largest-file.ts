import { session } from '../sign-in/session.js';
import { text } from '../text.js';
import { readableBytes } from './stage.js';

/** What may be added. */
export function dropHint(): string {
  const { uploadMaxBytes } = session;
  return text.documents.dropHint(uploadMaxBytes === undefined ? undefined : readableBytes(uploadMaxBytes));
}

/**
 * Why a file is not sent: undefined if it is. A proxy before the product refuses what is too large in words of its own,
 * and only once it is on its way.
 */
export function tooLarge({ size }: Pick<File, 'size'>): string | undefined {
  const { uploadMaxBytes } = session;
  if (uploadMaxBytes === undefined || size <= uploadMaxBytes) return undefined;
  return text.documents.tooLarge(readableBytes(uploadMaxBytes));
}
