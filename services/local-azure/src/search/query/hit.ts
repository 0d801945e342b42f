/** A document found, by its row. */
export interface Hit {
  readonly id: number;
  readonly score: number;
}
