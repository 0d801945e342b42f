import type { SearchIndex } from '@azure/search-documents';

/** One row of the index: a passage of a document, with its vector. */
export interface PassageRow {
  /** `{documentId}-{version}-{ordinal}`: a repeat writes the same rows. */
  id: string;
  tenantId: string;
  documentId: string;
  version: number;
  /** Counts from 0 in reading order. */
  ordinal: number;
  title: string;
  /** The headings above the passage, outermost first, joined by " > ". */
  heading: string | null;
  /** The passage, letter for letter: `text.slice(start, end)` of the version's text. */
  content: string;
  /** Counts from 1; PDF only. */
  page: number | null;
  /** Counts from 1; text files only. */
  lineStart: number | null;
  lineEnd: number | null;
  /** UTF-16 offsets in the version's text. */
  start: number;
  end: number;
  /** Every principal that may read it: its owner and whom it is shared with. Returned to nobody. */
  visibleTo: string[];
  /** Tags of its document. */
  tags: string[];
  /** ISO 639-3 code, or `und`. */
  language: string;
  /** Unit length, of the dimensions that the index name says. */
  contentVector: number[];
}

/** The id of a passage. */
export const passageId = (documentId: string, version: number, ordinal: number): string =>
  `${documentId}-${version}-${ordinal}`;

/**
 * The name of the index that holds vectors of this model and length: other embeddings mean another index,
 * so that vectors of two kinds are never compared.
 *
 * Lower-case letters, digits and dashes, at most 128 characters: the service's rule.
 */
export function passageIndexName(embeddingModel: string, dimensions: number): string {
  const slug = embeddingModel
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 90);
  return `passages-${slug}-${dimensions}`;
}

/** The semantic configuration's name, for queries that use the ranker. */
export const SEMANTIC_CONFIGURATION = 'passages';

/** The index as AI Search is asked to make it. */
export function passageIndex(name: string, dimensions: number): SearchIndex {
  const filterable = { filterable: true, sortable: false, facetable: false, searchable: false } as const;
  return {
    name,
    fields: [
      {
        name: 'id',
        type: 'Edm.String',
        key: true,
        filterable: true,
        sortable: true,
        facetable: false,
        searchable: false,
      },
      { name: 'tenantId', type: 'Edm.String', ...filterable },
      { name: 'documentId', type: 'Edm.String', ...filterable },
      { name: 'version', type: 'Edm.Int32', filterable: true, sortable: false, facetable: false },
      { name: 'ordinal', type: 'Edm.Int32', filterable: true, sortable: true, facetable: false },
      { name: 'title', type: 'Edm.String', searchable: true, filterable: false, sortable: false, facetable: false },
      { name: 'heading', type: 'Edm.String', searchable: true, filterable: false, sortable: false, facetable: false },
      // Never filterable: a filterable term may have at most 32,766 bytes.
      { name: 'content', type: 'Edm.String', searchable: true, filterable: false, sortable: false, facetable: false },
      { name: 'page', type: 'Edm.Int32', filterable: true, sortable: false, facetable: false },
      { name: 'lineStart', type: 'Edm.Int32', filterable: false, sortable: false, facetable: false },
      { name: 'lineEnd', type: 'Edm.Int32', filterable: false, sortable: false, facetable: false },
      { name: 'start', type: 'Edm.Int32', filterable: false, sortable: false, facetable: false },
      { name: 'end', type: 'Edm.Int32', filterable: false, sortable: false, facetable: false },
      {
        name: 'visibleTo',
        type: 'Collection(Edm.String)',
        filterable: true,
        facetable: false,
        searchable: false,
        hidden: true,
      },
      { name: 'tags', type: 'Collection(Edm.String)', filterable: true, facetable: false, searchable: false },
      { name: 'language', type: 'Edm.String', ...filterable },
      {
        name: 'contentVector',
        type: 'Collection(Edm.Single)',
        searchable: true,
        hidden: true,
        stored: false,
        vectorSearchDimensions: dimensions,
        vectorSearchProfileName: 'cosine',
      },
    ],
    // The defaults of BM25, written out because the figures in evals/ depend on them.
    similarity: { odatatype: '#Microsoft.Azure.Search.BM25Similarity', k1: 1.2, b: 0.75 },
    vectorSearch: {
      algorithms: [
        { name: 'hnsw', kind: 'hnsw', parameters: { m: 4, efConstruction: 400, efSearch: 500, metric: 'cosine' } },
      ],
      profiles: [{ name: 'cosine', algorithmConfigurationName: 'hnsw' }],
    },
    semanticSearch: {
      defaultConfigurationName: SEMANTIC_CONFIGURATION,
      configurations: [
        {
          name: SEMANTIC_CONFIGURATION,
          prioritizedFields: {
            titleField: { name: 'title' },
            contentFields: [{ name: 'content' }],
            keywordsFields: [{ name: 'heading' }],
          },
        },
      ],
    },
  };
}
