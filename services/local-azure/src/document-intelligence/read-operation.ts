import { randomUUID } from 'node:crypto';
import { NotReadable, readFigures, type FigurePage } from './figure-text.js';
import { pagesIn } from './page-ranges.js';

/** The model that reads text and nothing else. */
export const READ_MODEL = 'prebuilt-read';
export const API_VERSION = '2024-11-30';

/** The service's answer to "how far is it". */
export interface OperationView {
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly createdDateTime: string;
  readonly lastUpdatedDateTime: string;
  readonly error?: object;
  readonly analyzeResult?: object;
}

/** One reading, from its request to its result. */
class ReadOperation {
  private readonly created = now();
  private updated = this.created;
  private outcome: Pick<OperationView, 'status' | 'error' | 'analyzeResult'> = { status: 'running' };

  constructor(file: Uint8Array, ranges: string | undefined) {
    void readFigures(file, (pages) => pagesIn(ranges ?? `1-${pages}`, pages) ?? [])
      .then(({ read }) => ({ status: 'succeeded', analyzeResult: resultOf(read) }) as const)
      .catch((error: unknown) => ({ status: 'failed', error: failureOf(error) }) as const)
      .then((outcome) => {
        this.outcome = outcome;
        this.updated = now();
      });
  }

  view(): OperationView {
    return { ...this.outcome, createdDateTime: this.created, lastUpdatedDateTime: this.updated };
  }
}

/** Readings under way and done. They are kept until they are deleted or the process ends; the service keeps them a day. */
export class ReadOperations {
  private readonly operations = new Map<string, ReadOperation>();

  /** @returns its id. */
  start(file: Uint8Array, ranges: string | undefined): string {
    const id = randomUUID();
    this.operations.set(id, new ReadOperation(file, ranges));
    return id;
  }

  view(id: string): OperationView | undefined {
    return this.operations.get(id)?.view();
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    return this.operations.delete(id);
  }
}

/** Without what needs eyes: words, places on the page, styles. */
function resultOf(read: readonly FigurePage[]): object {
  let content = '';
  const pages = read.map(({ page, lines }) => {
    const start = content.length;
    const spans = lines.map((line) => {
      if (content !== '') content += '\n';
      const span = { offset: content.length, length: line.length };
      content += line;
      return { content: line, spans: [span] };
    });
    return { pageNumber: page, spans: [{ offset: start, length: content.length - start }], lines: spans };
  });
  return {
    apiVersion: API_VERSION,
    modelId: READ_MODEL,
    stringIndexType: 'utf16CodeUnit',
    contentFormat: 'text',
    content,
    pages,
  };
}

const failureOf = (error: unknown): object =>
  error instanceof NotReadable
    ? {
        code: 'InvalidRequest',
        message: 'Invalid request.',
        innererror: {
          code: 'InvalidContent',
          message: 'The file is corrupted or its format is unsupported: this emulator opens PDFs without a password.',
        },
      }
    : { code: 'InternalServerError', message: 'An unexpected error occurred.' };

/** As the service writes it: whole seconds. */
const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');
