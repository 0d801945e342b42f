import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import createClient, {
  isUnexpected,
  parseResultIdFromResponse,
  type DocumentIntelligenceClient,
} from '@azure-rest/ai-document-intelligence';
import { DefaultAzureCredential } from '@azure/identity';
import { Logger } from '@nestjs/common';
import { DependencyUnavailable } from '@shared/errors';
import { describeError } from '@shared/telemetry';
import { z } from 'zod';
import type { OcrConfig } from '../config/ocr.config.js';
import { UNREADABLE } from '../extraction/unreadable.js';
import { DocumentUnreadable, type PageText } from '../ports/text-extractor.port.js';
import { RecognitionThrottled, TextRecognition } from '../ports/text-recognition.port.js';
import { MEDIA_TYPES } from '../uploads/media-type.js';
import { pageRanges } from './page-ranges.js';

/** The model that reads text and nothing else; the cheapest. */
const MODEL = 'prebuilt-read';
/**
 * Pages of one call. A result tells of every word where it stands, some 200 bytes each: 50 full pages are 10 MB, which
 * this process holds for a moment. The service takes 2,000.
 */
const PAGES_A_CALL = 50;
/** Pause before a result is asked for again, where the service names none, in seconds. */
const DEFAULT_PAUSE_SECONDS = 2;
/** Longest pause after a 429 that is sat out with the document in hand, in seconds. */
const PATIENCE_SECONDS = 10;
/** Pause after a 429 that names none, in seconds. */
const THROTTLED_SECONDS = 10;
/** Statuses with which the service says that it does not take this file. */
const REFUSED = [400, 413, 415, 422];
/** Codes of a reading that began and failed for the file's own sake. */
const REFUSED_CODES = ['InvalidRequest', 'InvalidArgument', 'InvalidContent', 'InvalidContentLength'];

const resultSchema = z.object({
  status: z.string(),
  error: z.object({ code: z.string() }).optional(),
  analyzeResult: z
    .object({
      pages: z.array(
        z.object({
          pageNumber: z.int().min(1),
          lines: z.array(z.object({ content: z.string() })).optional(),
        }),
      ),
    })
    .optional(),
});

/** {@link TextRecognition} by Azure AI Document Intelligence. The file goes to the address that is configured and nowhere else. */
export class DocumentIntelligence extends TextRecognition {
  private readonly logger = new Logger(DocumentIntelligence.name);
  private readonly client: DocumentIntelligenceClient;

  constructor(private readonly config: OcrConfig) {
    super();
    const { url, apiKey } = config;
    this.client = createClient(url, apiKey ? { key: apiKey } : new DefaultAzureCredential(), {
      allowInsecureConnection: url.startsWith('http:'),
      // A file is a stream, which can be sent once; what passes is tried again with the whole document.
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
    });
  }

  override takes(mediaType: string): boolean {
    // Of Office files the service reads whole ones only, and no pictures in them.
    return mediaType === MEDIA_TYPES.pdf;
  }

  async read(filePath: string, pages: readonly number[], signal: AbortSignal): Promise<PageText[]> {
    const texts: PageText[] = [];
    for (let at = 0; at < pages.length; at += PAGES_A_CALL)
      texts.push(...(await this.readSome(filePath, pages.slice(at, at + PAGES_A_CALL), signal)));
    return texts;
  }

  private async readSome(filePath: string, pages: readonly number[], signal: AbortSignal): Promise<PageText[]> {
    const until = AbortSignal.any([signal, AbortSignal.timeout(this.config.maxSeconds * 1_000)]);
    try {
      const id = await this.start(filePath, pages, until);
      const found = await this.result(id, until);
      await this.forget(id, until);
      return pages.map((page) => ({ page, text: found.get(page) ?? '' }));
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof DocumentUnreadable || cause instanceof RecognitionThrottled) throw cause;
      throw new DependencyUnavailable('Text recognition does not answer just now; try again in a moment.', { cause });
    }
  }

  /** @returns the id of the reading, when it is time to look for its result. */
  private async start(filePath: string, pages: readonly number[], until: AbortSignal): Promise<string> {
    const { size } = await stat(filePath);
    for (;;) {
      const reply = await this.client.path('/documentModels/{modelId}:analyze', MODEL).post({
        contentType: 'application/octet-stream',
        headers: { 'content-length': String(size) },
        body: createReadStream(filePath),
        queryParameters: { pages: pageRanges(pages) },
        abortSignal: until,
      });
      if (!isUnexpected(reply)) {
        const id = parseResultIdFromResponse(reply);
        await pause(1_000 * (secondsIn(reply.headers['retry-after']) ?? 0), undefined, { signal: until });
        return id;
      }
      if (reply.status !== '429') throw refusalOf(Number(reply.status), reply.body.error?.code);
      await this.sitOut(reply.headers['retry-after'], until);
    }
  }

  /** The lines of each page that has any. */
  private async result(id: string, until: AbortSignal): Promise<ReadonlyMap<number, string>> {
    for (;;) {
      const reply = await this.client
        .path('/documentModels/{modelId}/analyzeResults/{resultId}', MODEL, id)
        .get({ abortSignal: until });
      if (reply.status === '429') {
        await this.sitOut(reply.headers['retry-after'], until);
        continue;
      }
      if (isUnexpected(reply)) throw new Error(`The result is refused with status ${reply.status}`);
      const { status, error, analyzeResult } = resultSchema.parse(reply.body);
      if (status === 'succeeded' && analyzeResult)
        return new Map(
          analyzeResult.pages.map(({ pageNumber, lines = [] }) => [
            pageNumber,
            lines.map(({ content }) => content).join('\n'),
          ]),
        );
      if (status !== 'running' && status !== 'notStarted') throw refusalOf(undefined, error?.code);
      await pause(1_000 * (secondsIn(reply.headers['retry-after']) ?? DEFAULT_PAUSE_SECONDS), undefined, {
        signal: until,
      });
    }
  }

  /** The service would keep it for a day. That it could not be removed is no reason to read the pages again. */
  private async forget(id: string, until: AbortSignal): Promise<void> {
    try {
      await this.client
        .path('/documentModels/{modelId}/analyzeResults/{resultId}', MODEL, id)
        .delete({ abortSignal: until });
    } catch (error) {
      this.logger.warn({ msg: 'A result of text recognition was not removed', err: describeError(error) });
    }
  }

  /** @throws {RecognitionThrottled} if it would take too long. */
  private async sitOut(retryAfter: string | number | undefined, until: AbortSignal): Promise<void> {
    const seconds = secondsIn(retryAfter) ?? THROTTLED_SECONDS;
    if (seconds > PATIENCE_SECONDS) throw new RecognitionThrottled({ retryAfterSeconds: seconds });
    await pause(1_000 * seconds, undefined, { signal: until });
  }
}

function secondsIn(header: string | number | undefined): number | undefined {
  const seconds = header === undefined ? NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

function refusalOf(status: number | undefined, code: string | undefined): Error {
  const isRefused = status === undefined ? REFUSED_CODES.includes(code ?? '') : REFUSED.includes(status);
  return isRefused
    ? new DocumentUnreadable('ocr_refused', UNREADABLE.ocr_refused)
    : new Error(`Text recognition ended with status ${status ?? 'failed'}, code ${code ?? 'none'}`);
}
