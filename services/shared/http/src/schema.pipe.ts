import { Injectable, StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { InvalidInput } from '@shared/errors';

/** One fault that a schema found: the path to it and zod's sentence. */
interface Issue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** "field: what is wrong" for each fault, without the value that was sent. */
export function describeIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => {
      const field = (path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
      return field ? `${field}: ${message}` : message;
    })
    .join('; ');
}

/**
 * Holds every route parameter to its schema.
 *
 * Nest lets a parameter without a schema through unchecked; here that is a bug of ours and answers 500,
 * so the first test of the route finds it.
 */
@Injectable()
export class SchemaPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new InvalidInput(describeIssues(issues)) });
  }

  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (!metadata.schema && metadata.type !== 'custom') {
      throw new Error(`No schema for ${metadata.type} ${metadata.data ?? ''}`);
    }
    return super.transform(value, metadata);
  }
}
