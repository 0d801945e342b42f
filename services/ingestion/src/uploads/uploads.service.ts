import { Injectable } from '@nestjs/common';
import type { DocumentView, RejectedFile } from '@shared/contracts';
import { NotAllowed } from '@shared/errors';
import type { Caller } from '@shared/identity';
import { shownFileName } from '../documents/file-name.js';
import { DocumentsService } from '../documents/documents.service.js';
import { Clock } from '../ports/clock.port.js';
import { toView } from '../ports/document-row.js';
import { DocumentRegister, type Registered } from './document-register.js';
import { FileIntake, type TakenFile } from './file-intake.js';
import { readForm, type FormPart, type ReadForm } from './upload-form.js';
import { FileMissing } from './upload-errors.js';

/** What became of an upload. */
export interface Uploaded {
  readonly documents: readonly DocumentView[];
  readonly rejected: readonly RejectedFile[];
  /** Whether any of it is new. */
  readonly isNew: boolean;
  /** Whether the form had more than one file. */
  readonly isSeveral: boolean;
}

/** Takes files in: as new documents, or as new content of one. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly intake: FileIntake,
    private readonly register: DocumentRegister,
    private readonly documents: DocumentsService,
    private readonly clock: Clock,
  ) {}

  /** @throws {NotAllowed | FileMissing | InvalidInput | UploadMalformed}, or why the only file, or the first, was not taken. */
  async upload(caller: Caller, parts: AsyncIterable<FormPart>): Promise<Uploaded> {
    if (!caller.roles.some((role) => role === 'contributor' || role === 'admin')) {
      throw new NotAllowed(
        'You may read documents here but not upload any; ask an administrator for the role "contributor".',
      );
    }
    const form = await this.read(parts, () => ({
      tenantId: caller.tenantId,
      documentId: this.clock.newId(),
      version: 1,
    }));
    const isSeveral = form.taken.length + form.refused.length > 1;
    const registered: Registered[] = [];
    for (const file of form.taken) {
      // A title is for one document; several keep their file names.
      const title = isSeveral ? undefined : form.title;
      const entered = await this.register.enter(caller, file, title, form.visibleTo ?? [], form.tags);
      if (!entered.isNew) await this.intake.drop(file);
      registered.push(entered);
    }
    return {
      documents: registered.map(({ row }) => toView(row)),
      rejected: form.refused.map(({ fileName, reason }) => ({
        fileName: shownFileName(fileName),
        code: reason.code,
        message: reason.message,
      })),
      isNew: registered.some(({ isNew }) => isNew),
      isSeveral,
    };
  }

  /** @throws {DocumentMissing | NotAllowed | FileMissing | DocumentBusy | UploadMalformed}, or why the file was not taken. */
  async replace(
    caller: Caller,
    id: string,
    parts: AsyncIterable<FormPart>,
  ): Promise<{ document: DocumentView; isNew: boolean }> {
    await this.documents.managed(caller, id);
    const version = await this.register.reserveVersion(caller.tenantId, id);
    const form = await this.read(parts, () => ({ tenantId: caller.tenantId, documentId: id, version }));
    const [file] = form.taken;
    if (!file) throw new FileMissing();
    try {
      const { row, isNew } = await this.register.replace(file);
      if (!isNew) await this.intake.drop(file);
      return { document: toView(row), isNew };
    } catch (error) {
      await this.intake.drop(file);
      throw error;
    }
  }

  private async read(parts: AsyncIterable<FormPart>, nextKey: () => TakenFile['key']): Promise<ReadForm> {
    const form = await readForm(
      parts,
      (fileName, bytes) => this.intake.take(nextKey(), fileName, bytes),
      (file) => this.intake.drop(file),
    );
    const [refused] = form.refused;
    if (form.taken.length === 0) throw refused?.reason ?? new FileMissing();
    return form;
  }
}
