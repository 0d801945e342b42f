import { DomainError } from '@shared/errors';

/** How an answer ended that did not finish, in words a reader may see. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** What nobody foresaw: its own text is for no reader. */
export const UNFORESEEN: Failure = { code: 'internal', message: 'Something went wrong on our side; try again.' };

export const failureOf = (error: unknown): Failure =>
  error instanceof DomainError ? { code: error.code, message: error.message } : UNFORESEEN;
