import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { AnswerPieces } from './answer-pieces.js';
import type { Preference } from './choice.js';
import type { Deployment, Operation } from './deployment.js';

/** One call of a model, whichever deployment answers it. */
export interface PoolCall {
  readonly operation: Operation;
  /** The model asked for, as the configuration names it. */
  readonly model: string;
  /** Headers that go along, such as `content-type`; credentials are the pool's. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of one attempt beside these, where they depend on its body. */
  readonly headersFor?: ((deployment: Deployment) => Readonly<Record<string, string>>) | undefined;
  /** Makes the body for one attempt: names differ from deployment to deployment, and streams are read once. */
  readonly body: (deployment: Deployment) => string | Buffer | Readable;
  /** The answer comes as server-sent events. */
  readonly isStream: boolean;
  /** What the call is expected to use, in tokens. Default 0. */
  readonly expectedTokens?: number;
  readonly prefers?: Preference;
  /** Closes the connection to the deployment at once, whenever it aborts. */
  readonly signal: AbortSignal;
}

/** An answer that counts: a first meaningful token, a whole body, or a refusal of what the request asks (4xx). */
export interface PoolReply {
  readonly deployment: Deployment;
  /** Deployments that were tried before this one and failed. */
  readonly failedOver: readonly Deployment[];
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** What has been read already. */
  readonly head: readonly Buffer[];
  /** The rest of the body, paused; undefined where `head` is all of it. Destroying it closes the connection. */
  readonly rest: AnswerPieces | undefined;
  /** To be called where the answer turns out to be cut though its body ended in peace. */
  readonly brokeOff: () => void;
}
