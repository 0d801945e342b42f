import { z } from 'zod';

const wholeMs = z.int().min(0).max(600_000);
const chunks = z.int().min(0).max(100_000);

/** What can be made to go wrong with one call. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** The call is answered with this HTTP status and the service's own error body. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    /** Sent as `retry-after-ms`, milliseconds. */
    retryAfterMs: wholeMs.optional(),
    /** Sent as `retry-after`, seconds. */
    retryAfterSeconds: z.int().min(0).max(3_600).optional(),
  }),
  /** The answer is slow: `ms` before its first byte and, where it is streamed, `perTokenMs` before every further piece. */
  z.strictObject({ kind: z.literal('latency'), ms: wholeMs, perTokenMs: wholeMs.optional() }),
  /** AI Search only: 207, where every n-th document of the batch (counting from 1) fails with `status`. */
  z.strictObject({
    kind: z.literal('partial'),
    status: z.int().min(400).max(599),
    everyNth: z.int().min(1).max(1_000),
  }),
  /** The content filter steps in: before the first token (`prompt`, HTTP 400) or in the stream after `afterChunks` pieces. */
  z.strictObject({
    kind: z.literal('content_filter'),
    where: z.enum(['prompt', 'stream']),
    afterChunks: chunks.optional(),
  }),
  /** The connection is destroyed after `afterChunks` pieces of the answer (0: before the status line). */
  z.strictObject({ kind: z.literal('cut'), afterChunks: chunks }),
  /** The answer stops after `afterChunks` pieces and the connection stays open until the client leaves. */
  z.strictObject({ kind: z.literal('stall'), afterChunks: chunks }),
  /** An error object is sent inside a stream that began with 200, after `afterChunks` pieces. */
  z.strictObject({ kind: z.literal('stream_error'), afterChunks: chunks }),
  /** The model does what the text of its sources tells it to do, as a gullible model would: for injection tests. */
  z.strictObject({ kind: z.literal('obedient') }),
]);

/** One fault, as the emulators act it out. */
export type Fault = z.infer<typeof faultSchema>;

/** The emulators that ask for faults. */
export const EMULATED_SERVICES = ['search', 'models', 'content-safety', 'document-intelligence'] as const;
export type EmulatedService = (typeof EMULATED_SERVICES)[number];

/** The request header by which one call asks for its own fault. */
export const FAULT_HEADER = 'x-groundwork-fault';

/** A fault header or rule that makes no sense. Fastify answers it with `statusCode`. */
export class BadFault extends Error {
  readonly statusCode = 400;
  readonly code = 'bad_fault';

  constructor(detail: string) {
    super(
      `The fault cannot be understood: ${detail}. Send JSON such as {"kind":"status","status":429,"retryAfterMs":1500} ` +
        'or a short form such as 429, 429/1500, latency=200/20, cut=5, stall=5, partial=503/2, content_filter, obedient.',
    );
    this.name = new.target.name;
  }
}

/** Reads the value of {@link FAULT_HEADER}: JSON, or a short form. @throws {BadFault} */
export function parseFault(text: string): Fault {
  const trimmed = text.trim();
  const parsed = faultSchema.safeParse(trimmed.startsWith('{') ? fromJson(trimmed) : fromShortForm(trimmed));
  if (!parsed.success)
    throw new BadFault(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  return parsed.data;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadFault('it is not JSON');
  }
}

/** `429`, `429/1500` (ms), `latency=200/20`, `cut=5`, `stall=5`, `stream_error=5`, `partial=503/2`, `content_filter[=prompt|5]`, `obedient`. */
function fromShortForm(text: string): object {
  const [name = '', value = ''] = text.split('=', 2);
  const [first, second] = (value || name).split('/', 2).map(Number);
  switch (name) {
    case 'latency':
      return { kind: name, ms: first, ...(second === undefined ? {} : { perTokenMs: second }) };
    case 'cut':
    case 'stall':
    case 'stream_error':
      return { kind: name, afterChunks: first };
    case 'partial':
      return { kind: name, status: first, everyNth: second };
    case 'content_filter':
      return Number.isInteger(first)
        ? { kind: name, where: 'stream', afterChunks: first }
        : { kind: name, where: 'prompt' };
    case 'obedient':
      return { kind: name };
    default:
      return { kind: 'status', status: first, ...(second === undefined ? {} : { retryAfterMs: second }) };
  }
}
