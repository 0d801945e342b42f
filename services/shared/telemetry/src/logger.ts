import { LoggerModule } from 'nestjs-pino';
import type { DynamicModule } from '@nestjs/common';
import type { DestinationStream } from 'pino';

/** pino's level names. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Structured logs: one JSON line an entry.
 *
 * Requests are not logged from here: nestjs-pino's own middleware would see headers and queries, and the
 * HTTP edge (`@shared/http`) says what is worth keeping of them.
 *
 * `wrapSerializers: false`, because pino-http would otherwise copy every field of an error before we see it.
 *
 * @param destination where the lines go; standard output by default.
 */
export function loggerModule(service: string, level: LogLevel, destination?: DestinationStream): DynamicModule {
  const pinoHttp = {
    name: service,
    level,
    autoLogging: false,
    serializers: { err: described },
    wrapSerializers: false,
  };
  return LoggerModule.forRoot({ pinoHttp: destination ? [pinoHttp, destination] : pinoHttp, forRoutes: [] });
}

/** Whatever is logged as `err`; what {@link describeError} has already made stays as it is. */
const described = (error: unknown): unknown => (error instanceof Error ? describeError(error) : error);

interface LoggedError {
  type: string;
  code?: string;
  message: string;
  stack?: string;
  cause?: LoggedError;
}

/** Longest part of a foreign error's text that is kept: enough to recognise it, too little to carry a document. */
const MAX_MESSAGE_CHARS = 300;
/** Frames of a stack that are kept. */
const MAX_FRAMES = 7;
/** Causes of causes that are followed: deeper than any of ours, and an end to circles. */
const MAX_CAUSES = 5;

/** The parts of an error worth keeping. SDK errors carry whole requests, with bodies and headers: those stay out. */
export function describeError(error: unknown, causesLeft: number = MAX_CAUSES): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'a thrown value that is not an Error' };
  const entry: LoggedError = { type: error.name, message: error.message.slice(0, MAX_MESSAGE_CHARS) };
  if ('code' in error && typeof error.code === 'string') entry.code = error.code;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  if (frames.length > 0) entry.stack = frames.slice(0, MAX_FRAMES).join('\n');
  if (error.cause !== undefined && causesLeft > 0) entry.cause = describeError(error.cause, causesLeft - 1);
  return entry;
}
