import type { JsonObject } from '../json.js';

/** An index definition, every attribute filled in: what the service stores and answers. */
export interface IndexDefinition extends JsonObject {
  name: string;
  fields: IndexField[];
}

/** A field of a definition, every attribute filled in. */
export interface IndexField extends JsonObject {
  name: string;
  type: string;
  key: boolean;
  searchable: boolean;
  filterable: boolean;
  retrievable: boolean;
  stored: boolean;
  sortable: boolean;
  facetable: boolean;
  dimensions: number | null;
  vectorSearchProfile: string | null;
  /** Of complex types only. */
  fields?: IndexField[];
}

/** BM25 parameters of an index: what it sets, else the service's k1 = 1.2 and b = 0.75. */
export function similarityOf(definition: IndexDefinition): { k1: number; b: number } {
  const { k1, b } = (definition.similarity ?? {}) as { k1?: number | null; b?: number | null };
  return { k1: k1 ?? 1.2, b: b ?? 0.75 };
}
