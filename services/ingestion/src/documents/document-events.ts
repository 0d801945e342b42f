import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DocumentView } from '@shared/contracts';
import type { Caller } from '@shared/identity';
import { isSettled } from '../ports/document-row.js';
import { DocumentMissing } from './document-errors.js';
import { DocumentsService } from './documents.service.js';

/** Time between two looks at a row, in milliseconds: what a person takes for "at once". */
const LOOK_MS = 200;

/** Follows a document on its way. */
@Injectable()
export class DocumentEvents {
  constructor(private readonly documents: DocumentsService) {}

  /**
   * The document at once and after each change, until it is ready or has failed, or is gone for this caller.
   *
   * @param first what the caller has been let in with.
   */
  async *follow(caller: Caller, first: DocumentView): AsyncGenerator<DocumentView> {
    let seen = '';
    for (let view: DocumentView | undefined = first; view; view = await this.look(caller, first.id)) {
      const now = JSON.stringify(view);
      if (now !== seen) yield view;
      if (isSettled(view)) return;
      seen = now;
      await pause(LOOK_MS);
    }
  }

  private async look(caller: Caller, id: string): Promise<DocumentView | undefined> {
    try {
      return await this.documents.get(caller, id);
    } catch (error) {
      if (error instanceof DocumentMissing) return undefined;
      throw error;
    }
  }
}
