import { LoggerModule, type Params } from 'nestjs-pino';
import type { DynamicModule } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** pino's level names. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Structured logs: one JSON line an entry, on standard output.
 *
 * Of a request only its method, path, status and time are kept: a query string may hold a question, a
 * header a token, a body a document.
 */
export function loggerModule(service: string, level: LogLevel): DynamicModule {
  const params: Params = {
    pinoHttp: {
      name: service,
      level,
      quietReqLogger: true,
      customLogLevel: (_request, response, error) =>
        error || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'warn' : 'debug',
      serializers: {
        req: (request: { method: string; url: string; id: string }) => ({
          method: request.method,
          path: request.url.split('?', 1)[0],
          correlationId: request.id,
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
        err: describeError,
      },
      genReqId: (request: IncomingMessage, _response: ServerResponse) => String(request.id ?? ''),
    },
  };
  return LoggerModule.forRoot(params);
}

interface LoggedError {
  type: string;
  code?: string;
  message: string;
  stack?: string;
  cause?: LoggedError;
}

/** Longest part of a foreign error's text that is kept: enough to recognise it, too little to carry a document. */
const MAX_MESSAGE_CHARS = 300;

/** The parts of an error worth keeping. SDK errors carry whole requests, with bodies and headers: those stay out. */
export function describeError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'a thrown value that is not an Error' };
  const described: LoggedError = { type: error.name, message: error.message.slice(0, MAX_MESSAGE_CHARS) };
  if ('code' in error && typeof error.code === 'string') described.code = error.code;
  if (error.stack) described.stack = error.stack.split('\n').slice(1, 8).join('\n');
  if (error.cause !== undefined) described.cause = describeError(error.cause);
  return described;
}
