import { DomainError } from '@shared/errors';

/** No deployment took a call. */
export abstract class NoDeployment extends DomainError {
  /** Public name of the deployment that failed last, for `x-error-backend-instance`; undefined: none was asked. */
  deploymentName: string | undefined;
}

/** A model cannot be reached or answers with a fault of its own. */
export class ModelUnavailable extends NoDeployment {
  readonly code = 'model_unavailable';
  readonly kind = 'unavailable';
  constructor(options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super('The model does not answer just now; try again in a moment.', options);
  }
}

/** Every deployment is over its quota. */
export class ModelThrottled extends NoDeployment {
  readonly code = 'model_throttled';
  readonly kind = 'busy';
  constructor(options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super('The model is over its quota just now; try again after the time that Retry-After names.', options);
  }
}

/** No deployment has a model of this name, or not for this purpose. */
export class ModelUnknown extends DomainError {
  readonly code = 'model_not_found';
  readonly kind = 'missing';
  constructor() {
    super('There is no model of this name for this purpose; GET /v1/models lists them.');
  }
}

/** Every deployment has as many calls under way as it may. */
export class ModelBusy extends NoDeployment {
  readonly code = 'model_busy';
  readonly kind = 'unavailable';
  constructor(options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super('The model has as many calls under way as it can take; try again in a moment.', options);
  }
}

/** The service's own credentials for the model are refused: an operator's matter, never the caller's 401. */
export class ModelRefusesUs extends NoDeployment {
  readonly code = 'model_credentials_refused';
  readonly kind = 'unavailable';
  constructor(options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super(
      'The model refuses this installation; an administrator has to check its key, role or deployment name.',
      options,
    );
  }
}

/** The provider's content filter blocked the question. */
export class ContentFiltered extends DomainError {
  readonly code = 'content_filtered';
  readonly kind = 'invalid';
  constructor(options?: { cause?: unknown }) {
    super("The model provider's content filter blocked this question; ask it in other words.", options);
  }
}

/** The model does not take this request, for example because it is longer than its context. */
export class ModelRejectedRequest extends DomainError {
  readonly code = 'model_rejected_request';
  readonly kind = 'upstream';
  constructor(options?: { cause?: unknown }) {
    super('The model does not take this request; an administrator finds the reason in the logs.', options);
  }
}

/** Vectors of another length than the index was made for. */
export class EmbeddingMismatch extends DomainError {
  readonly code = 'embedding_mismatch';
  readonly kind = 'unavailable';
  constructor(model: string, expected: number, actual: number) {
    super(
      `The embedding model "${model}" answers vectors of ${actual} numbers where ${expected} are configured; set EMBEDDING_DIMENSIONS to ${actual} and start again.`,
    );
  }
}
