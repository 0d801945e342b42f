import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { DependencyUnavailable } from '@shared/errors';
import { statusOf } from '@shared/storage';
import { catchError, type Observable } from 'rxjs';

/** Name of every error of Azure's SDKs. */
const SDK_ERROR = 'RestError';

/** A store or the search service that does not answer, or is over its limits, is told as that and not as our own fault. */
@Injectable()
export class SilentStores implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        throw isSilence(error) ? unavailable(error) : error;
      }),
    );
  }
}

/** No status at all: nobody answered. 429 and 5xx: not now. Anything else is a mistake of ours. */
function isSilence(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== SDK_ERROR) return false;
  const status = statusOf(error);
  return status === undefined || status === 429 || status >= 500;
}

const unavailable = (cause: unknown): DependencyUnavailable =>
  new DependencyUnavailable('The storage does not answer just now; try again in a moment.', {
    cause,
    retryAfterSeconds: 5,
  });
