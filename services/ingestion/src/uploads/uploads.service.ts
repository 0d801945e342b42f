import { Injectable } from '@nestjs/common';
import type { DocumentView, RejectedFile } from '@shared/contracts';
import { NotAllowed } from '@shared/errors';
import type { Caller } from '@shared/identity';
import { shownFileName } from '../documents/file-name.js';
import { DocumentsService } from '../documents/documents.service.js';
import { Clock } from '../ports/clock.port.js';
import type { KeyedOutcome } from '../ports/upload-keys.port.js';
import { DocumentRegister, type Registered } from './document-register.js';
import { FileIntake, type TakenFile } from './file-intake.js';
import { fingerprintOf, Once } from './once.js';
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
  /** Whether it was done earlier, under the same idempotency key. */
  readonly isReplay: boolean;
}

/** Takes files in: as new documents, or as new content of one. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly intake: FileIntake,
    private readonly register: DocumentRegister,
    private readonly documents: DocumentsService,
    private readonly onceOnly: Once,
    private readonly clock: Clock,
  ) {}

  /** @throws {NotAllowed | FileMissing | InvalidInput | UploadMalformed}, or why the only file, or the first, was not taken. */
  async upload(caller: Caller, parts: AsyncIterable<FormPart>, key?: string): Promise<Uploaded> {
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
    const enter = async (): Promise<KeyedOutcome> => {
      const registered: Registered[] = [];
      for (const file of form.taken) {
        // A title is for one document; several keep their file names.
        const title = isSeveral ? undefined : form.title;
        const entered = await this.register.enter(caller, file, title, form.visibleTo ?? [], form.tags);
        if (!entered.isNew) await this.intake.drop(file);
        registered.push(entered);
      }
      return {
        documentIds: registered.map(({ row }) => row.id),
        isSeveral,
        isNew: registered.some(({ isNew }) => isNew),
      };
    };
    const { outcome, isReplay } = await this.once(caller, key, form, fingerprintOf(form), enter);
    return {
      documents: await Promise.all(outcome.documentIds.map((id) => this.documents.get(caller, id))),
      rejected: form.refused.map(({ fileName, reason }) => ({
        fileName: shownFileName(fileName),
        code: reason.code,
        message: reason.message,
      })),
      isNew: outcome.isNew,
      isSeveral,
      isReplay,
    };
  }

  /** @throws {DocumentMissing | NotAllowed | FileMissing | DocumentBusy | UploadMalformed}, or why the file was not taken. */
  async replace(
    caller: Caller,
    id: string,
    parts: AsyncIterable<FormPart>,
    key?: string,
  ): Promise<{ document: DocumentView; isNew: boolean; isReplay: boolean }> {
    await this.documents.permitted(caller, id, 'change');
    const version = await this.register.reserveVersion(caller.tenantId, id);
    const form = await this.read(parts, () => ({ tenantId: caller.tenantId, documentId: id, version }));
    const [file] = form.taken;
    if (!file) throw new FileMissing();
    const replace = async (): Promise<KeyedOutcome> => {
      try {
        const { isNew } = await this.register.replace(file);
        if (!isNew) await this.intake.drop(file);
        return { documentIds: [id], isSeveral: false, isNew };
      } catch (error) {
        await this.intake.drop(file);
        throw error;
      }
    };
    const { outcome, isReplay } = await this.once(caller, key, form, fingerprintOf(form, id), replace);
    return { document: await this.documents.get(caller, id), isNew: outcome.isNew, isReplay };
  }

  /** Does it, or finds that it was done before under this key: then what was sent again is not kept. */
  private async once(
    caller: Caller,
    key: string | undefined,
    form: ReadForm,
    fingerprint: string,
    act: () => Promise<KeyedOutcome>,
  ): Promise<{ outcome: KeyedOutcome; isReplay: boolean }> {
    let acted = false;
    const isThere = async ({ documentIds }: KeyedOutcome): Promise<boolean> => {
      const rows = await Promise.all(documentIds.map((id) => this.documents.get(caller, id).catch(() => undefined)));
      return rows.every((row) => row !== undefined);
    };
    try {
      return await this.onceOnly.run(
        caller,
        key,
        fingerprint,
        () => {
          acted = true;
          return act();
        },
        isThere,
      );
    } finally {
      if (!acted) for (const file of form.taken) await this.intake.drop(file);
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
