/**
 * Turns texts into vectors.
 *
 * Contract, kept by every adapter and checked by `describeEmbedder`:
 * - answers one vector a text, in the order asked;
 * - every vector has `dimensions()` numbers and unit length (so cosine = dot product);
 * - an empty list answers an empty list and calls nobody.
 */
export abstract class Embedder {
  /** The model's name, part of the index name. */
  abstract readonly model: string;

  /** Numbers in one vector; asks the model once if the configuration does not say. */
  abstract dimensions(): Promise<number>;

  /**
   * @throws {ModelUnavailable} if the vectors cannot be had now; the caller may try again.
   * @throws {EmbeddingMismatch} if the model answers vectors of another length.
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]>;
}
