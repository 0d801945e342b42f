import type { Readable } from 'node:stream';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { blobService, isMissing, type StorageConfig } from '@shared/storage';
import {
  CONTENT_PARTS,
  DocumentStore,
  type ContentPart,
  type ContentStream,
  type StoredContent,
  type VersionRange,
} from '../ports/document-store.port.js';
import { answersWithinASecond } from './answers.js';

/** The container of all files and texts. */
const CONTAINER = 'documents';
/** One block of a streamed upload, in bytes, and how many are on their way at once: 1 MiB held an upload. */
const BLOCK_BYTES = 512 * 1024;
const BLOCKS_AT_ONCE = 2;

/** {@link DocumentStore} in Blob Storage: `{tenantId}/{documentId}/{version}/{part}`. */
export class BlobDocumentStore extends DocumentStore {
  private readonly container: ContainerClient;

  constructor(config: StorageConfig) {
    super();
    this.container = blobService(config).getContainerClient(CONTAINER);
  }

  async prepare(): Promise<void> {
    await this.container.createIfNotExists();
  }

  async write(content: StoredContent, part: ContentPart, bytes: Readable, signal?: AbortSignal): Promise<void> {
    // Blocks count only once the list of them is committed: a broken upload leaves nothing.
    await this.blob(content, part).uploadStream(
      bytes,
      BLOCK_BYTES,
      BLOCKS_AT_ONCE,
      signal ? { abortSignal: signal } : {},
    );
  }

  async read(
    content: StoredContent,
    part: ContentPart,
    range?: { first: number; last: number },
  ): Promise<ContentStream | undefined> {
    try {
      const reply = range
        ? await this.blob(content, part).download(range.first, range.last - range.first + 1)
        : await this.blob(content, part).download();
      const total = Number(/\/(\d+)$/.exec(reply.contentRange ?? '')?.[1] ?? reply.contentLength ?? 0);
      // In Node the body is a stream of Node's own; the type says less than the documentation.
      return reply.readableStreamBody ? { bytes: reply.readableStreamBody as Readable, totalBytes: total } : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  has(content: StoredContent, part: ContentPart): Promise<boolean> {
    return this.blob(content, part).exists();
  }

  async removeVersion(content: StoredContent): Promise<void> {
    for (const part of CONTENT_PARTS) await this.blob(content, part).deleteIfExists();
  }

  async remove(tenantId: string, documentId: string, versions: VersionRange = {}): Promise<void> {
    for await (const { name } of this.container.listBlobsFlat({ prefix: `${tenantId}/${documentId}/` })) {
      const found = parse(name);
      if (found && !isIn(versions, found.version)) continue;
      await this.container.getBlockBlobClient(name).deleteIfExists();
    }
  }

  async *contents(): AsyncIterable<StoredContent & { changedAt: Date }> {
    for await (const { name, properties } of this.container.listBlobsFlat()) {
      const found = parse(name);
      if (found) yield { ...found, changedAt: properties.lastModified };
    }
  }

  isReachable(): Promise<boolean> {
    return answersWithinASecond((abortSignal) => this.container.getProperties({ abortSignal }));
  }

  private blob({ tenantId, documentId, version }: StoredContent, part: ContentPart): BlockBlobClient {
    return this.container.getBlockBlobClient(`${tenantId}/${documentId}/${version}/${part}`);
  }
}

function parse(name: string): StoredContent | undefined {
  const [tenantId, documentId, version] = name.split('/');
  return tenantId && documentId && version && /^\d+$/.test(version)
    ? { tenantId, documentId, version: Number(version) }
    : undefined;
}

const isIn = ({ before, except, only }: VersionRange, version: number): boolean =>
  version !== except && (before === undefined || version < before) && (only === undefined || version === only);
