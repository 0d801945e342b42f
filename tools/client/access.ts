/** Where a product is, and who asks. */
export interface Access {
  readonly url: string;
  /** API key; a laptop's product needs none. */
  readonly key?: string | undefined;
}

/** The header that carries a key. */
export const keyHeader = ({ key }: Access): Record<string, string> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };
