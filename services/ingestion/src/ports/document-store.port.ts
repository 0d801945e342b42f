import type { Readable } from 'node:stream';

/** Names one version's content in the store. */
export interface StoredContent {
  readonly tenantId: string;
  readonly documentId: string;
  /** Counts from 1. */
  readonly version: number;
}

/** Versions of one document. Default: all. */
export interface VersionRange {
  /** Those below this one. */
  readonly before?: number;
  /** But not this one. */
  readonly except?: number;
  /** This one alone. */
  readonly only?: number;
}

/** What there is of a version: the file itself, the text made of it, and what was recognised on its pictures. */
export const CONTENT_PARTS = ['file', 'text.json', 'ocr.json'] as const;
export type ContentPart = (typeof CONTENT_PARTS)[number];

/** Bytes of a file, or of a part of it. */
export interface ContentStream {
  readonly bytes: Readable;
  /** Length of the whole file, in bytes. */
  readonly totalBytes: number;
}

/**
 * Keeps the uploaded files and the texts made of them.
 *
 * Contract, kept by every adapter and checked by `describeDocumentStore`:
 * - streams both ways, never holding a file whole;
 * - a write that fails or is cut leaves nothing to read;
 * - writing again replaces; removing what is not there is no error.
 */
export abstract class DocumentStore {
  /** Makes what the store needs, once. A repeat changes nothing. */
  abstract prepare(): Promise<void>;

  /** @throws whatever `bytes` fails with, having kept nothing. */
  abstract write(content: StoredContent, part: ContentPart, bytes: Readable, signal?: AbortSignal): Promise<void>;

  /**
   * @param range first and last byte, counted from 0, both included. Default: everything.
   * @returns undefined when there is no such content.
   */
  abstract read(
    content: StoredContent,
    part: ContentPart,
    range?: { first: number; last: number },
  ): Promise<ContentStream | undefined>;

  /** Whether the part is there. */
  abstract has(content: StoredContent, part: ContentPart): Promise<boolean>;

  /** Removes a document's content, of all or of some versions. */
  abstract remove(tenantId: string, documentId: string, versions?: VersionRange): Promise<void>;

  /** Removes one version's content. */
  abstract removeVersion(content: StoredContent): Promise<void>;

  /** Every content that has parts, with the moment of its last change. */
  abstract contents(): AsyncIterable<StoredContent & { readonly changedAt: Date }>;

  /** Whether the store answers, within a second. Never throws. */
  abstract isReachable(): Promise<boolean>;
}
